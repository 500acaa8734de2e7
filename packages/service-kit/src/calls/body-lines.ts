import { type FieldError, InklingError } from '@inkling/errors'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from '../server/field-errors.ts'
import { validationError } from '../server/validator-compiler.ts'

/** The lines of an NDJSON body. A line that is not JSON is kept as a fault, so that the other lines are still read. */
export class NdjsonBody {
  readonly lines: readonly unknown[]

  constructor(content: string | readonly unknown[]) {
    this.lines = typeof content === 'string' ? linesOf(content) : content
  }
}

/** Errors record no stack meanwhile: of thousands of faulty lines, that takes most of the time. */
function linesOf(text: string): readonly unknown[] {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseLine)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const malformed = Symbol('malformed')

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return malformed
  }
}

type Line<T> =
  | { readonly index: number; readonly value: T }
  | {
      readonly index: number
      readonly fault: FieldError
      /** The line as it was sent; undefined if it is not JSON. */
      readonly given: unknown
    }

export interface Lines<T> {
  readonly lines: readonly Line<T>[]
  /** Whether the body was a list. In a list, a faulty line is reported beside the valid ones. */
  readonly isList: boolean
}

/**
 * Returns a reader of the bodies of a bulk call: one object, an array, or NDJSON. A faulty line keeps its index.
 * @throws InklingError validation_failed if there are no lines or too many, or if a body that is not a list is faulty.
 */
export function lineReader<S extends TSchema>(schema: S, maxLines: number): (body: unknown) => Lines<Static<S>> {
  const validator = Compile(schema)
  const read = (value: unknown, index: number): Line<Static<S>> => {
    if (validator.Check(value)) return { index, value: value as Static<S> }
    if (value === malformed)
      return {
        index,
        fault: { pointer: '', code: 'malformed_json', detail: 'This line is not valid JSON' },
        given: undefined,
      }
    const [fault] = fieldErrors(validator, value, { showsValues: true })
    return { index, fault: fault ?? { pointer: '', code: 'type', detail: 'This line is not valid' }, given: value }
  }
  return (body) => {
    if (!(body instanceof NdjsonBody || Array.isArray(body))) {
      if (validator.Check(body)) return { lines: [{ index: 0, value: body as Static<S> }], isList: false }
      throw validationError(fieldErrors(validator, body, { showsValues: true }))
    }
    const values = body instanceof NdjsonBody ? body.lines : body
    if (values.length === 0) throw tooFewOrMany('The list is empty; send at least one line')
    if (values.length > maxLines)
      throw tooFewOrMany(`${values.length} lines are too many; send at most ${maxLines} in one request`)
    return { lines: values.map(read), isList: true }
  }
}

const tooFewOrMany = (detail: string) =>
  new InklingError('validation_failed', detail, { errors: [{ pointer: '', code: 'lines', detail }] })
