import { expect, it } from 'vitest'
import { standardSchemas } from './standard-schemas.ts'

it('writes times as date-time and texts without NUL as a pattern', () => {
  const schema = { properties: { at: { format: 'storable-time' }, id: { type: 'string', format: 'opaque-id' } } }
  const id = { type: 'string', pattern: '^[^\\u0000]*$' }
  expect(standardSchemas(schema)).toEqual({ properties: { at: { format: 'date-time' }, id } })
})

it('writes a tuple with prefixItems', () => {
  const schema = { type: 'array', items: [{ format: 'storable-time' }, { type: 'number' }], additionalItems: false }
  expect(standardSchemas(schema)).toEqual({
    type: 'array',
    prefixItems: [{ format: 'date-time' }, { type: 'number' }],
    items: false,
  })
})

it('writes a tuple of equal members as a list of its length', () => {
  const schema = { type: 'array', items: [{ type: 'number' }, { type: 'number' }], additionalItems: false }
  const list = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }
  expect(standardSchemas(schema)).toEqual(list)
})

it('leaves examples, other formats and properties named like keywords as they are', () => {
  const schema = {
    properties: { format: { type: 'string' }, size: { format: 'int64' } },
    examples: [{ format: 'opaque-id', items: [1] }],
  }
  expect(standardSchemas(schema)).toEqual(schema)
})
