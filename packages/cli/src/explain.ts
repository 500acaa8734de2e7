import { BackupError } from '@inkling/backup'
import { InklingClientError, UnexpectedAnswerError } from '@inkling/client'
import { CommanderError } from 'commander'
import { CliError } from './cli-error.ts'
import { explainFileError } from './file-error.ts'

/** Advice to the user about a problem that the server answered, by its code. */
const remedies: Readonly<Record<string, string>> = {
  unauthenticated: 'The key is unknown, revoked or expired. Give a valid one with --api-key or --admin-key.',
  forbidden_scope: 'The key lacks a scope. `inkling tenants keys ID` lists the scopes of each key.',
}

/** Their messages tell the user what to do. Commander's are of wrong arguments. */
const told = [CliError, CommanderError, BackupError, UnexpectedAnswerError]

/** The text that the user reads about an error. An error that no user can fix is shown with its stack. */
export function explain(error: unknown): string {
  if (told.some((each) => error instanceof each)) return (error as Error).message
  if (error instanceof InklingClientError) return explainProblem(error)
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError') return 'Interrupted.'
  if (error.name === 'TimeoutError')
    return 'Inkling did not answer in time. Is it running? Start it with `npx -y pnpm@12 start`.'
  if (error instanceof TypeError && error.message === 'fetch failed') return explainUnreachable(error)
  return explainFileError(error) ?? error.stack ?? error.message
}

function explainProblem({ message, problem: { code, requestId } }: InklingClientError): string {
  const request = requestId ? `, request ${requestId}` : ''
  const remedy = remedies[code]
  return [`${message} (${code}${request})`, ...(remedy === undefined ? [] : [remedy])].join('\n')
}

function explainUnreachable(error: Error): string {
  const { code, address, port, hostname } = firstCause(error)
  const host = address?.includes(':') ? `[${address}]` : address
  if (code === 'ECONNREFUSED' && port !== undefined)
    return `Nothing listens at http://${host}:${port}. Is Inkling running? Start it with \`npx -y pnpm@12 start\`, \
or check --url.`
  if (code === 'ENOTFOUND') return `There is no host ${hostname}. Check --url and INKLING_URL.`
  return `Inkling cannot be reached: ${causeOf(error)}. Start it with \`npx -y pnpm@12 start\`, or check --url.`
}

interface ConnectionFault {
  readonly code?: string
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
}

/** A name with several addresses, such as localhost, gives a fault for each. */
function firstCause({ cause }: Error): ConnectionFault {
  const [first] = cause instanceof AggregateError ? cause.errors : [cause]
  return first ?? {}
}

function causeOf({ cause }: Error): string {
  const reason = cause as { message?: string; code?: string } | undefined
  return reason?.message || reason?.code || 'the connection failed'
}
