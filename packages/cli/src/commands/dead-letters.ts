import type { DeadLetter } from '@inkling/contracts'
import { type Command, InvalidArgumentError } from 'commander'
import { type Connection, requireAdminKey } from '../connection.ts'
import type { Context } from '../context.ts'
import { connect } from './admin.ts'
import { renderTable } from './output.ts'

interface Choice {
  readonly kind?: string
  readonly tenant?: string
  readonly since?: string
}

/** Adds `inkling dead-letters …`, with which one lists, replays and discards runs that failed for good. */
export function addDeadLetterCommands(program: Command, context: Context): void {
  const letters = program
    .command('dead-letters')
    .description(
      'list, replay and discard runs that failed for good (an --api-key with maintenance:write may change them)',
    )
  choosing(letters.command('list'))
    .description('list them, newest first')
    .action(async (given: Choice, command: Command) => {
      const { client, show } = connect(command, context, anyKey)
      const { data } = await client.listDeadLetters({ query: choiceOf(given) })
      show(data, () => renderList(data))
    })
  choosing(letters.command('replay [ids...]'))
    .description('start their work again')
    .option('--per-second <runs>', 'how many runs may begin per second', wholeNumber, 10)
    .action(async (ids: string[], { perSecond, ...given }: Choice & { perSecond: number }, command: Command) => {
      const { client, show } = connect(command, context, anyKey)
      const answer = await client.replayDeadLetters({ body: { ...chosen(ids, given), perSecond } })
      show(answer, () => `${answer.count} replayed; the last begins at ${answer.lastBeginsAt ?? 'no time'}`)
    })
  choosing(letters.command('discard [ids...]'))
    .description('take them off the list for good')
    .action(async (ids: string[], given: Choice, command: Command) => {
      const { client, show } = connect(command, context, anyKey)
      const answer = await client.discardDeadLetters({ body: chosen(ids, given) })
      show(answer, () => `${answer.count} discarded`)
    })
}

const choosing = (command: Command): Command =>
  command
    .option('--kind <kind>', 'of run, such as train')
    .option('--tenant <id>', 'whose runs they are; others than your own need a key with ops:read and ops:write')
    .option('--since <time>', 'the earliest time at which they failed, such as 2026-11-29T12:00:00Z')

function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 1_000) return value
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.')
}

const choiceOf = ({ kind, tenant, since }: Choice) => ({
  ...(kind && { kind }),
  ...(tenant && { tenantId: tenant }),
  ...(since && { since }),
})

const chosen = (ids: string[], given: Choice) => ({ ...(ids.length > 0 && { ids }), ...choiceOf(given) })

/** The admin key of an installation may list; to replay and discard needs a key of a tenant. */
const anyKey = (connection: Connection) => connection.apiKey ?? requireAdminKey(connection)

function renderList(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'No dead letter matches.'
  const rows = letters.map(({ id, failedAt, tenantId, kind, attempts, replays, error }) => [
    ...[id, failedAt, tenantId, kind, String(attempts), String(replays), error],
  ])
  return renderTable(['run', 'failed', 'tenant', 'kind', 'attempts', 'replays', 'error'], rows)
}
