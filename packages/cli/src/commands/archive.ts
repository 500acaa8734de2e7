import type { ArchivedMonth, Operation } from '@inkling/contracts'
import { type Command, InvalidArgumentError } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { renderTable } from './output.ts'
import { untilEnded } from './until-ended.ts'

/** Adds `inkling archive list`, `export` and `restore`. */
export function addArchiveCommands(program: Command, context: Context): void {
  const archive = program.command('archive').description('old months of events (needs a key with ops:write)')
  archive
    .command('list')
    .description('list the months of events that are in the archive, oldest first')
    .action(async (_: object, command: Command) => {
      const { client, show } = administer(command, context)
      const { data } = await client.listArchives()
      show(data, () => (data.length === 0 ? 'Nothing is archived.' : renderMonths(data)))
    })
  archive
    .command('export')
    .description('move months of events into the archive (default: those that are old enough)')
    .argument('[months...]', 'months such as 2026-01', readMonths, [])
    .option('--dry-run', 'only count what would be archived')
    .action(async (months: string[], { dryRun = false }: { readonly dryRun?: boolean }, command: Command) => {
      const { client, show } = administer(command, context)
      const body = { dryRun, ...(months.length > 0 && { months }) }
      const ended = await untilEnded(client, await client.archiveEvents({ body }), context)
      show(ended, () => renderExport(ended, dryRun))
    })
  archive
    .command('restore')
    .description('bring a month of events back from the archive')
    .argument('<month>', 'a month such as 2026-01', readMonth)
    .action(async (month: string, _: object, command: Command) => {
      const { client, show } = administer(command, context)
      const operation = await client.restoreArchive({ params: { month } })
      const ended = await untilEnded(client, operation, context)
      show(ended, () => renderRestore(ended))
    })
}

function readMonth(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text
  throw new InvalidArgumentError('Give months such as 2026-01.')
}

const readMonths = (text: string, before: readonly string[]): string[] => [...before, readMonth(text)]

function renderExport(operation: Operation, isDryRun: boolean): string {
  const { months } = resultOf(operation) as { months: Omit<ArchivedMonth, 'archivedAt'>[] }
  if (months.length === 0) return 'No month of events is old enough. Name months to archive them now.'
  return months
    .map(({ month, events, tenants }) => {
      const what = `${events} events of ${tenants} tenants`
      return isDryRun ? `${month}: ${what} would be archived.` : `${month}: ${what} are archived.`
    })
    .join('\n')
}

function renderRestore(operation: Operation): string {
  const result = resultOf(operation) as { month: string; events: number; tenants: number; skipped: number }
  const skipped = result.skipped > 0 ? ` ${result.skipped} others were there already.` : ''
  return `${result.month}: ${result.events} events of ${result.tenants} tenants are back.${skipped}`
}

function resultOf({ id, state, error, result }: Operation) {
  if (state === 'succeeded') return result
  throw new CliError(`It ${state} (operation ${id}): ${error}`)
}

const renderMonths = (months: readonly ArchivedMonth[]) =>
  renderTable(
    ['month', 'tenants', 'events', 'stored', 'archived', 'restored'],
    months.map(({ month, tenants, events, sizeBytes, archivedAt, restoredAt }) => [
      ...[month, String(tenants), String(events), `${(sizeBytes / 1e6).toFixed(1)} MB`],
      ...[archivedAt, restoredAt ?? ''],
    ]),
  )
