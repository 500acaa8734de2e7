/**
 * The cost of validating a query, and the results for odd values: our conversion beside `Value.Convert` of TypeBox.
 */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { validatorCompiler } from '../src/server/validator-compiler.ts'
import { medianCosts } from './median-cost.ts'

const schema = Type.Object({
  q: Type.String(),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  isExact: Type.Optional(Type.Boolean()),
})
const ours = validatorCompiler({ schema, method: 'GET', url: '/', httpPart: 'querystring' })
const validator = Compile(schema)
const byConvert = (input: unknown) => {
  const value = Value.Convert(schema, input)
  return validator.Check(value) ? { value } : { error: true }
}
const compiledConvert = (input: unknown) => {
  const value = validator.Convert(input)
  return validator.Check(value) ? { value } : { error: true }
}

const shown = (answer: unknown) => {
  const { value } = answer as { value?: object }
  return value ? JSON.stringify(value) : 'rejected'
}
const odd = ['5', '5.5', '5abc', '1e1', '0x10', ' 5 ', '', 'true'].map((limit) => ({ q: 'tea', limit }))
const booleans = ['true', 'TRUE', '1', '0', 'yes', ''].map((isExact) => ({ q: 'tea', isExact }))
console.table(
  [...odd, ...booleans].map((input) => ({
    input: JSON.stringify(input),
    ours: shown(ours({ ...input })),
    'Value.Convert': shown(byConvert({ ...input })),
  })),
)

const query = () => ({ q: 'green tea', limit: '20', isExact: 'true' })
const contenders = [
  { name: 'ours', run: () => ours(query()) },
  { name: 'Value.Convert', run: () => byConvert(query()) },
  { name: 'Convert of the compiled validator', run: () => compiledConvert(query()) },
]
console.table(await medianCosts(contenders, 21, 5_000))
