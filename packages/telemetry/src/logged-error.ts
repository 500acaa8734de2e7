import { InklingError } from '@inkling/errors'
import { framesOf } from './errors/frames-of.ts'
import { textOf } from './errors/text-of.ts'
import { redactSecrets } from './redact-secrets.ts'

export interface LoggedError {
  readonly type: string
  readonly message: string
  readonly code?: string | number
  /** Only where it happened; the first lines of an error's stack repeat its message. */
  readonly stack: string
  readonly cause?: LoggedError
  readonly errors?: readonly LoggedError[]
}

const deepest = 5
const mostErrors = 10

/**
 * What a log may hold of an error. Other fields are left out: clients of databases put statements, parameters and rows
 * there.
 */
export function loggedError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'something that is no error', stack: '' }
  const { code } = thrown as { readonly code?: unknown }
  const below = (error: unknown) => loggedError(error, depth + 1)
  const goesOn = depth < deepest
  return {
    type: thrown.constructor.name,
    message: operatorTextOf(thrown),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: framesOf(thrown).join('\n'),
    ...(goesOn && thrown.cause !== undefined && { cause: below(thrown.cause) }),
    ...(goesOn && thrown instanceof AggregateError && { errors: thrown.errors.slice(0, mostErrors).map(below) }),
  }
}

const longestStack = 8_000

/** What a log holds of an error and its causes, as text without secrets. */
export function operatorStackOf(thrown: unknown): string {
  const lines: string[] = []
  for (let error: LoggedError | undefined = loggedError(thrown); error; error = error.cause)
    lines.push(`${lines.length > 0 ? 'caused by ' : ''}${error.type}: ${error.message}`, error.stack)
  return redactSecrets(lines.filter(Boolean).join('\n')).slice(0, longestStack)
}

const withheld = 'message withheld: it may quote the input'

/** The message of an error without what a user wrote: errors of parsers and of others quote their input. */
export function operatorTextOf(error: Error): string {
  if (error instanceof InklingError) return error.operatorText
  const { code } = error as { readonly code?: unknown }
  const [sqlClass] = typeof code === 'string' ? (/^[0-9A-Z]{2}(?=[0-9A-Z]{3}$)/.exec(code) ?? []) : []
  if (error instanceof SyntaxError || sqlClass === '22') return withheld
  const message = textOf(error.message)
  return quotesNames(sqlClass) ? message : message.replace(/".*"/s, '"…"')
}

/** Postgres quotes only names of columns, tables and constraints in its errors 23 (constraints) and 42 (names). */
const quotesNames = (sqlClass: string | undefined) => sqlClass === '23' || sqlClass === '42'
