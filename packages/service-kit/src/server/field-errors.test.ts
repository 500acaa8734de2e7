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

it.each<[unknown, object[]]>([
  [
    { expiresAt: 'soon', attributes: { a: 1 } },
    [{ pointer: '/expiresAt', code: 'format', detail: expect.stringContaining('RFC 3339') }],
  ],
  [{ attributes: { a: { b: 1 } } }, [{ pointer: '/attributes/a', code: 'type' }]],
  [{ attributes: 5 }, [{ pointer: '/attributes', code: 'type', detail: expect.stringContaining('null') }]],
  [{ expiresAt: null, attributes: null }, []],
])('says of %j, whose fields may be null, what is wrong with a value that is not', (value, expected) => {
  expect(fieldErrors(Compile(calls.patchItem.body), value)).toMatchObject(expected)
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

it.each([
  ['userid', 'userId'],
  ['item_id', 'itemId'],
  ['occuredAt', 'occurredAt'],
  ['USER-ID', 'userId'],
])('asks whether an unknown field %s was meant to be %s', (given, meant) => {
  const [fault] = faults({ ...event, [given]: 'x' })
  expect(fault?.detail).toBe(`This field does not exist; did you mean ${meant}?`)
})

it('suggests no name for a field that is like none', () => {
  expect(faults({ ...event, colour: 'red' })[0]?.detail).not.toContain('did you mean')
})

const all = Type.Object(
  {
    least: Type.Number({ minimum: 1 }),
    most: Type.Integer({ maximum: 5 }),
    above: Type.Number({ exclusiveMinimum: 0 }),
    below: Type.Number({ exclusiveMaximum: 1 }),
    step: Type.Number({ multipleOf: 5 }),
    short: Type.String({ maxLength: 2 }),
    long: Type.String({ minLength: 3 }),
    full: Type.String({ minLength: 1 }),
    few: Type.Array(Type.String(), { maxItems: 1 }),
    some: Type.Array(Type.String(), { minItems: 1 }),
    single: Type.Array(Type.String(), { uniqueItems: true }),
    fields: Type.Object({}, { minProperties: 1 }),
    pattern: Type.String({ pattern: '^a$' }),
    exact: Type.Literal('a'),
    flag: Type.Boolean(),
    either: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  },
  { additionalProperties: false },
)

it.each([
  ['least', 0, 'Must be at least 1, got 0'],
  ['most', 6, 'Must be at most 5, got 6'],
  ['most', 1.5, 'Must be a whole number, got 1.5'],
  ['above', 0, 'Must be more than 0, got 0'],
  ['below', 1, 'Must be less than 1, got 1'],
  ['step', 3, 'Must be a multiple of 5, got 3'],
  ['short', 'abc', 'Must have at most 2 characters, got "abc"'],
  ['long', 'ab', 'Must have at least 3 characters, got "ab"'],
  ['full', '', 'Must not be empty, got ""'],
  ['few', ['a', 'b'], 'Must have at most 1 entries, got ["a","b"]'],
  ['some', [], 'Must not be an empty list, got []'],
  ['single', ['a', 'a'], 'Must not have an entry twice: see entry 1, counted from 0, got ["a","a"]'],
  ['fields', {}, 'Must have at least 1 field, got {}'],
  ['pattern', 'b', 'Must match the pattern ^a$, got "b"'],
  ['exact', 'b', 'Must be "a", got "b"'],
  ['flag', 'yes', 'Must be true or false, got "yes"'],
  ['least', '1', 'Must be a number, got "1"'],
  ['short', 1, 'Must be a text, got 1'],
  ['either', { a: 1 }, 'Must be a text or a number or true or false, got {"a":1}'],
])('says in plain English what a wrong %s must be, and what it is: %j', (field, value, detail) => {
  const found = fieldErrors(Compile(Type.Partial(all)), { [field]: value }, { showsValues: true })
  expect(found).toEqual([{ pointer: `/${field}`, code: expect.any(String), detail }])
})

it('shortens a long value, escapes its control characters, and shows none unless it is told to', () => {
  const long = { ...event, occurredAt: `\n${'9'.repeat(500)}` }
  const [shown] = fieldErrors(validator, long, { showsValues: true })
  expect(shown?.detail).toContain(', got "\\n999')
  expect(shown?.detail.length).toBeLessThan(250)
  expect(faults(long)[0]?.detail).not.toContain('got')
})
