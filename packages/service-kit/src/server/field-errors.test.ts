import { calls } from '@inkling/contracts'
import { Compile } from 'typebox/compile'
import { expect, it } from 'vitest'
import { fieldErrors } from './field-errors.ts'

const event = { type: 'view', userId: 'ann', itemId: 'tea' }
const validator = Compile(calls.postEvents.body)
const faults = (value: unknown) => fieldErrors(validator, value)

it('a good value has none', () => {
  expect(faults(event)).toEqual([])
})

it('a missing field is pointed at where it should be', () => {
  expect(faults({ userId: 'ann' })).toMatchObject([
    { pointer: '/type', code: 'required' },
    { pointer: '/itemId', code: 'required' },
  ])
})

it('an unknown field is pointed at by its name, escaped (RFC 6901)', () => {
  expect(faults({ ...event, 'user/id~': 1 })).toMatchObject([{ pointer: '/user~1id~0', code: 'unknown' }])
})

it('a field inside another is pointed at through it', () => {
  expect(faults({ ...event, context: { 'a/b': [] } })[0]).toMatchObject({ pointer: '/context/a~1b' })
})

it.each([
  ['itemId', 'a'.repeat(257), 'Must be 1 to 256 bytes of UTF-8 without NUL'],
  ['type', 'a\0b', 'Must be well-formed Unicode without NUL'],
  ['occurredAt', 'yesterday', 'Must be an RFC 3339 time, such as 2026-11-21T09:30:00Z'],
])('a wrong %s is told what it must be', (field, value, detail) => {
  expect(faults({ ...event, [field]: value })).toContainEqual({ pointer: `/${field}`, code: 'format', detail })
})

it('a value that is one of a few is told which', () => {
  const [fault] = fieldErrors(Compile(calls.postFeedback.body), { receiptId: 'r', itemId: 'tea', signal: 'wink' })
  expect(fault).toMatchObject({ pointer: '/signal', code: 'enum', detail: expect.stringContaining('click, use, save') })
})

it('what is no object is pointed at as a whole', () => {
  expect(faults('tea')).toMatchObject([{ pointer: '', code: 'type' }])
})

it('a value made of faults is told a few of them', () => {
  const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, n]))
  const found = faults({ ...event, ...unknown })
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(20)
})
