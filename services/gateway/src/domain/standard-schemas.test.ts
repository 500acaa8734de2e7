import { expect, it } from 'vitest'
import { standardSchemas } from './standard-schemas.ts'

it('writes times as date-time and leaves out formats that JSON Schema does not know', () => {
  const schema = { properties: { at: { format: 'storable-time' }, id: { type: 'string', format: 'opaque-id' } } }
  expect(standardSchemas(schema)).toEqual({ properties: { at: { format: 'date-time' }, id: { type: 'string' } } })
})

it('writes a tuple with prefixItems', () => {
  const schema = { type: 'array', items: [{ format: 'storable-text' }, { type: 'number' }], additionalItems: false }
  expect(standardSchemas(schema)).toEqual({ type: 'array', prefixItems: [{}, { type: 'number' }], items: false })
})

it('leaves examples, other formats and properties named like keywords as they are', () => {
  const schema = {
    properties: { format: { type: 'string' }, size: { format: 'int64' } },
    examples: [{ format: 'opaque-id', items: [1] }],
  }
  expect(standardSchemas(schema)).toEqual(schema)
})
