import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { checker, validatorCompiler } from './validator-compiler.ts'

const schema = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1 })),
  share: Type.Optional(Type.Number()),
  exact: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
})
const validate = (httpPart: string) => validatorCompiler({ schema, method: 'GET', url: '/', httpPart })
const query = validate('querystring')
const body = validate('body')
const rejected = (pointer: string) => ({
  error: expect.objectContaining({ code: 'validation_failed', errors: [expect.objectContaining({ pointer })] }),
})

describe('values of a query', () => {
  it.each([
    [{ count: '5' }, { count: 5 }],
    [{ count: ' 7 ' }, { count: 7 }],
    [{ share: '0.25' }, { share: 0.25 }],
    [{ share: '-3' }, { share: -3 }],
    [{ exact: 'true' }, { exact: true }],
    [{ exact: 'false' }, { exact: false }],
    [{ name: '5' }, { name: '5' }],
    [{ name: 'true' }, { name: 'true' }],
    [{}, {}],
    [undefined, {}],
  ])('reads %j as %j', (input, value) => {
    expect(query(input)).toEqual({ value })
  })

  it.each(['', ' ', 'few', '5.5', '0', 'Infinity', 'NaN', 'true'])('rejects the integer %j', (count) => {
    expect(query({ count })).toMatchObject(rejected('/count'))
  })

  it.each(['', ' ', 'half', '1/2', 'Infinity', 'true'])('rejects the number %j', (share) => {
    expect(query({ share })).toMatchObject(rejected('/share'))
  })

  it.each(['', 'TRUE', 'yes', '1', '0'])('rejects the boolean %j', (exact) => {
    expect(query({ exact })).toMatchObject(rejected('/exact'))
  })

  it('rejects a value that was sent twice', () => {
    expect(query({ count: ['1', '2'] })).toMatchObject(rejected('/count'))
  })
})

it('never converts the values of a body', () => {
  expect(body({ count: 5 })).toEqual({ value: { count: 5 } })
  expect(body({ count: '5' })).toMatchObject(rejected('/count'))
  expect(body({ exact: 'true' })).toMatchObject(rejected('/exact'))
})

it('a checker returns a valid value and throws the faults of another', () => {
  const check = checker(schema)
  const valid = { count: 1 }
  expect(check(valid)).toBe(valid)
  expect(() => check({ count: 0 })).toThrow(expect.objectContaining(rejected('/count').error.sample))
  expect(() => check('text')).toThrow('Not valid: the body')
  expect(() => check({ count: 0, exact: 1 })).toThrow('Not valid: /count, /exact')
})
