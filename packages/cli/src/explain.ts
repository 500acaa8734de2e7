import { InklingClientError } from '@inkling/client'
import { CliError } from './cli-error.ts'

/** What to tell a person of an error; of a mistake of ours, all there is. */
export function explain(error: unknown): string {
  if (error instanceof CliError) return error.message
  if (error instanceof InklingClientError) return `${error.message} (${error.problem.code})`
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError')
    return 'Inkling did not answer in time. Is it running? Start it with `npx pnpm start`.'
  if (error instanceof TypeError && error.message === 'fetch failed')
    return `Inkling cannot be reached: ${causeOf(error)}. Start it with \`npx pnpm start\`.`
  return error.stack ?? error.message
}

function causeOf({ cause }: Error): string {
  const reason = cause as { message?: string; code?: string } | undefined
  return reason?.message || reason?.code || 'the connection failed'
}
