import { InklingError } from '@inkling/errors'
import type { FastifySchemaCompiler } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from './field-errors.ts'

/** Validates by the contract's own schema. Query and path hold text, so their values are converted; bodies are taken as they are. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  const prepare = httpPart === 'body' ? (value: unknown) => value : (value: unknown) => fromText(schema, value)
  return (input: unknown) => {
    const value = prepare(input)
    if (validator.Check(value)) return { value }
    return { error: validationError(fieldErrors(validator, value)) }
  }
}

/** Values of query and path as the types that the schema names; what is not of its type stays text, and fails. */
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

/** A check of values that did not come as a request's body. @throws InklingError validation_failed */
export function checker<S extends TSchema>(schema: S): (value: unknown) => Static<S> {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return value as Static<S>
    throw validationError(fieldErrors(validator, value))
  }
}

export function validationError(errors: InklingError['errors']): InklingError {
  const fields = errors.map(({ pointer }) => pointer || 'the body').join(', ')
  return new InklingError('validation_failed', `Not valid: ${fields}`, { errors })
}
