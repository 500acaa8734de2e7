import { dirname, join, resolve } from 'node:path'
import { livingProcess, openPlace, type Restored, restore } from '@inkling/backup'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { placeOf } from './backup-place.ts'
import { restoreOne, type TenantFlags } from './restore-tenant.ts'

interface RestoreFlags extends TenantFlags {
  readonly into?: string
  readonly tenant?: string
}

/**
 * Adds `inkling restore`, which needs no gateway. Postgres must run for a restore of one tenant, and be stopped for one
 * in place.
 */
export function addRestoreCommand(program: Command, context: Context): void {
  program
    .command('restore')
    .description('restore Postgres from its backups to a moment, in its place or beside it, or one tenant of it')
    .option('--to <time>', 'the moment, such as 2026-11-29T10:00:00Z (default: the newest that is archived)', readTime)
    .option('--into <folder>', 'an empty folder to restore into (default: in place, while Inkling is stopped)')
    .addOption(
      new Option('--tenant <id>', 'replace what the running database holds of this tenant, and nothing else').conflicts(
        'into',
      ),
    )
    .option('--as <id>', 'with --tenant: the tenant that gets the data; it need not exist (default: the same)')
    .option(
      '--without-user <id>',
      'with --tenant: leave out a person, such as one erased since; repeatable',
      append,
      [],
    )
    .option('--database <name>', 'with --tenant: the database', 'inkling')
    .option('--folder <folder>', 'where backups are set up (default: .inkling/backup here or above)')
    .action(async ({ tenant, into, ...flags }: RestoreFlags, command: Command) => {
      const { config, signal, stderr } = context
      const { to, folder } = flags
      const place = placeOf(folder, context)
      if (tenant !== undefined) return restoreOne(tenant, place, flags, command, context)
      refuseWithoutTenant(command)
      if (into === undefined) await refuseStarted(dirname(place))
      const restored = await restore(await openPlace(place), {
        toMs: to,
        into: into === undefined ? undefined : resolve(config.directory, into),
        nowMs: context.now,
        signal,
        onStep: (step) => stderr.write(`${step}\n`),
      })
      context.print(command.optsWithGlobals().json ? JSON.stringify(restored, null, 2) : render(restored))
    })
}

function render({ folder, backup, lastCommitMs, reachedTarget, replaced, tookMs }: Restored): string {
  const newest =
    lastCommitMs === undefined ? 'no transaction after the backup' : `the last commit at ${iso(lastCommitMs)}`
  return [
    `${folder} is restored from ${backup.label} and the archive, with ${newest}, in ${(tookMs / 1_000).toFixed(1)} s.`,
    ...(reachedTarget ? [] : ['The archive ends before the time of --to: all that it holds is restored.']),
    ...(replaced ? [`What was there is in ${replaced}. Delete it when you no longer need it.`] : []),
  ].join('\n')
}

const append = (id: string, before: readonly string[]) => [...before, id]

function refuseWithoutTenant(command: Command): void {
  const given = ['as', 'withoutUser', 'database'].find((name) => command.getOptionValueSource(name) === 'cli')
  const flag = given?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (flag !== undefined) throw new CliError(`--${flag} is for one tenant. Give --tenant, too.`)
}

/** A running `start` starts Postgres again as soon as it finds a data folder, also one that is half restored. */
async function refuseStarted(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'start.pid')
  const pid = await livingProcess(file)
  if (pid === undefined) return
  throw new CliError(
    `Inkling runs from ${dataFolder} (process ${pid}). Stop it first, or restore beside it: --into FOLDER. ` +
      `If that process is something else, remove ${file}.`,
  )
}

/** With a zone: a time without one would mean another moment on another machine. */
function readTime(text: string): number {
  const ms = /(Z|[+-]\d\d:?\d\d)$/i.test(text.trim()) ? Date.parse(text) : Number.NaN
  if (Number.isFinite(ms)) return ms
  throw new InvalidArgumentError('Give a time with its zone, such as 2026-11-29T10:00:00Z.')
}

const iso = (ms: number) => new Date(ms).toISOString()
