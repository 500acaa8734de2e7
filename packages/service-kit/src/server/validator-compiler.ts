import { InklingError } from '@inkling/errors'
import type { FastifySchemaCompiler } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from './field-errors.ts'

/**
 * Validates by the schemas of the contract. Values of query and path are texts, so they are converted; bodies are not.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  const prepare = httpPart === 'body' ? (value: unknown) => value : (value: unknown) => fromText(schema, value)
  return (input: unknown) => {
    const value = prepare(input)
    if (validator.Check(value)) return { value }
    return { error: validationError(fieldErrors(validator, value, { showsValues: true })) }
  }
}

/**
 * Converts the values of query and path to the types of the schema. A text that does not spell its type stays a text,
 * so validation rejects it. bench/RESULTS.md compares it with `Value.Convert`, which is more lenient.
 */
function fromText(schema: TSchema, input: unknown): Record<string, unknown> {
  const properties = Type.IsObject(schema) ? schema.properties : {}
  const convert = (name: string, text: unknown) => {
    const property = properties[name]
    const isNumber = Type.IsInteger(property) || Type.IsNumber(property)
    if (isNumber && typeof text === 'string' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
    return Type.IsBoolean(property) && (text === 'true' || text === 'false') ? text === 'true' : text
  }
  return Object.fromEntries(Object.entries(input ?? {}).map(([name, text]) => [name, convert(name, text)]))
}

/** Returns a check for values that are not the body of a request. @throws InklingError validation_failed */
export function checker<S extends TSchema>(schema: S): (value: unknown) => Static<S> {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return value as Static<S>
    throw validationError(fieldErrors(validator, value, { showsValues: true }))
  }
}

export function validationError(errors: InklingError['errors']): InklingError {
  const fields = errors.map(({ pointer }) => pointer || 'the body').join(', ')
  return new InklingError('validation_failed', `Not valid: ${fields}`, { errors })
}
