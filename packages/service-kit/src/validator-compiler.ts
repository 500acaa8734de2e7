import { InklingError } from '@inkling/errors'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from './field-errors.ts'

/** Validates by the contract's own schema. Query and path hold text, so their values are converted; bodies are taken as they are. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  const prepare = httpPart === 'body' ? (value: unknown) => value : (value: unknown) => validator.Convert(value)
  return (input: unknown) => {
    const value = prepare(input)
    if (validator.Check(value)) return { value }
    return { error: validationError(fieldErrors(validator, value)) }
  }
}

export function validationError(errors: InklingError['errors']): InklingError {
  const fields = errors.map(({ pointer }) => pointer || 'the body').join(', ')
  return new InklingError('validation_failed', `Not valid: ${fields}`, { errors })
}
