import {
  type Answers,
  answerFrom,
  type Backup,
  type BackupKind,
  backupKinds,
  type Drill,
  drill,
  openEngine,
  openPlace,
  type Timeline,
  timelinesOf,
} from '@inkling/backup'
import type { Operation } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { placeOf } from './backup-place.ts'
import { renderTable } from './output.ts'
import { untilEnded } from './until-ended.ts'

/** Adds `inkling backup`, which asks the gateway for one, and `inkling backup list`, which needs no gateway. */
export function addBackupCommands(program: Command, context: Context): void {
  const backup = program
    .command('backup')
    .description('back up Postgres into every repository, and verify them (needs a key with ops:write)')
    .addOption(new Option('--kind <kind>', 'default: incremental; full once a week').choices(backupKinds))
    .action(async ({ kind }: { readonly kind?: BackupKind }, command: Command) => {
      const { client, show } = administer(command, context)
      const operation = await client.createBackup({ body: { ...(kind && { kind }) } })
      context.stderr.write(`Operation ${operation.id}: backing up.\n`)
      const ended = await untilEnded(client, operation, context)
      show(ended, () => renderResult(ended))
    })
  addDrillCommand(backup, context)
  backup
    .command('list')
    .description('list the backups of this machine, oldest first; works without a gateway and without Postgres')
    .option('--folder <folder>', 'where backups are set up (default: .inkling/backup here or above)')
    .action(async ({ folder }: { readonly folder?: string }, command: Command) => {
      const place = await openPlace(placeOf(folder, context))
      const engine = openEngine(place)
      const backups = await engine.list()
      const timelines = await timelinesOf(place, engine)
      if (command.optsWithGlobals().json) return context.print(JSON.stringify({ backups, timelines }, null, 2))
      context.print(renderBackups(backups))
      for (const timeline of timelines) context.print(renderTimeline(timeline))
    })
}

function renderBackups(backups: readonly Backup[]): string {
  if (backups.length === 0) return 'There is no backup. Take one: inkling backup.'
  const rows = backups.map(({ label, repository, kind, timeline, endedAtMs, verifiedAtMs, ...sizes }) => [
    ...[label, String(repository), kind, String(timeline), iso(endedAtMs)],
    ...[megabytes(sizes.databaseBytes), megabytes(sizes.storedBytes)],
    verifiedAtMs === undefined ? 'no' : iso(verifiedAtMs),
  ])
  const heads = ['backup', 'repository', 'kind', 'timeline', 'restorable from', 'database', 'stored', 'verified']
  return renderTable(heads, rows)
}

const renderTimeline = ({ id, begunAtMs, parents }: Timeline) =>
  `Timeline ${id} began at ${iso(begunAtMs)}, when timeline ${parents.at(-1)?.id} was restored to an earlier time or ` +
  'failed over. restore --to an earlier time follows the timeline that was in service then.'

function addDrillCommand(backup: Command, context: Context): void {
  backup
    .command('drill')
    .description('prove the newest backup: restore it beside the running database, compare every table, and ask it')
    .option('--folder <folder>', 'where backups are set up (default: .inkling/backup here or above)')
    .option('--database <name>', 'the database that is compared', 'inkling')
    .addOption(new Option('--repository <number>', 'the repository').default(1).argParser(Number))
    .action(async ({ folder, database, repository }: DrillFlags, command: Command) => {
      const proof = await drill(await openPlace(placeOf(folder, context)), {
        ...{ database, repository, ask: answerFrom, nowMs: context.now, signal: context.signal },
        onStep: (step) => context.stderr.write(`${step}\n`),
      })
      context.print(command.optsWithGlobals().json ? JSON.stringify(proof, null, 2) : renderDrill(proof))
    })
}

interface DrillFlags {
  readonly folder?: string
  readonly database: string
  readonly repository: number
}

const renderDrill = ({ backup, tables, rows, answers, rpoMs, rtoMs }: Drill<Answers>) =>
  [
    `${backup.label} was restored in ${seconds(rtoMs)}. All ${tables} tables (${rows} rows) are as they were.`,
    `Predicted for the tenant ${answers.predictedFor ?? '(none has events)'}, found for ` +
      `${answers.foundFor ?? '(none has items)'}. A commit was in the archive after ${seconds(rpoMs)}.`,
  ].join('\n')

function renderResult({ id, state, error, result }: Operation): string {
  if (state !== 'succeeded')
    throw new CliError(`The backup ${state} (operation ${id}): ${error}. The log of the worker has the cause.`)
  const { backups } = result as { backups: { repository: number; label: string; kind: string; storedBytes: number }[] }
  const lines = backups.map(
    ({ label, kind, repository, storedBytes }) =>
      `${label} (${kind}) is in repository ${repository}, ${megabytes(storedBytes)}, and verified.`,
  )
  return lines.join('\n')
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
const iso = (ms: number) => new Date(ms).toISOString()
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
