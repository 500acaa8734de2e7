import { calls } from '@inkling/contracts'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { expect, it } from 'vitest'
import { fieldErrors } from './field-errors.ts'

const event = { type: 'view', userId: 'ann', itemId: 'tea' }
const validator = Compile(calls.postEvents.body)
const faults = (value: unknown) => fieldErrors(validator, value)

it('finds no fault in a valid value', () => {
  expect(faults(event)).toEqual([])
})

it('points at a missing field where it should be', () => {
  expect(faults({ userId: 'ann' })).toMatchObject([
    { pointer: '/type', code: 'required' },
    { pointer: '/itemId', code: 'required' },
  ])
})

it('points at an unknown field by its escaped name (RFC 6901)', () => {
  expect(faults({ ...event, 'user/id~': 1 })).toMatchObject([{ pointer: '/user~1id~0', code: 'unknown' }])
})

it('points at a field inside another field', () => {
  expect(faults({ ...event, context: { 'a/b': [] } })[0]).toMatchObject({ pointer: '/context/a~1b' })
})

it.each([
  ['itemId', 'a'.repeat(257), 'Must be 1 to 256 bytes of UTF-8 without NUL'],
  ['type', 'a\0b', 'Must be well-formed Unicode without NUL'],
  [
    'occurredAt',
    'yesterday',
    'Must be an RFC 3339 time of the years 0001 to 9999, such as 2026-11-21T09:30:00.123Z: ' +
      'at most 9 digits of a second, no leap second',
  ],
])('says what a wrong %s must be', (field, value, detail) => {
  expect(faults({ ...event, [field]: value })).toContainEqual({ pointer: `/${field}`, code: 'format', detail })
})

it('lists the allowed values of an enum', () => {
  const [fault] = fieldErrors(Compile(calls.postFeedback.body), { receiptId: 'r', itemId: 'tea', signal: 'wink' })
  expect(fault).toMatchObject({ pointer: '/signal', code: 'enum', detail: expect.stringContaining('click, use, save') })
})

it('points at the whole value if it is not an object', () => {
  expect(faults('tea')).toMatchObject([{ pointer: '', code: 'type' }])
})

it('reports only a few faults of a value that has thousands', () => {
  const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, n]))
  const found = faults({ ...event, ...unknown })
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(20)
})

it('points at a missing field by its escaped name (RFC 6901)', () => {
  const odd = Compile(Type.Object({ 'a/b~c': Type.String() }))
  expect(fieldErrors(odd, {})).toMatchObject([{ pointer: '/a~1b~0c', code: 'required' }])
})
