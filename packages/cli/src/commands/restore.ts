import { dirname, join, resolve } from 'node:path'
import { livingProcess, openPlace, type Restored, restore } from '@inkling/backup'
import { type Command, InvalidArgumentError } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { placeOf } from './backup-place.ts'

interface RestoreFlags {
  readonly to?: number
  readonly into?: string
  readonly folder?: string
}

/** Adds `inkling restore`, which needs neither a gateway nor Postgres. */
export function addRestoreCommand(program: Command, context: Context): void {
  program
    .command('restore')
    .description('restore Postgres from its backups to a moment, in its place or beside it')
    .option('--to <time>', 'the moment, such as 2026-11-29T10:00:00Z (default: the newest that is archived)', readTime)
    .option('--into <folder>', 'an empty folder to restore into (default: in place, while Inkling is stopped)')
    .option('--folder <folder>', 'where backups are set up (default: .inkling/backup here or above)')
    .action(async ({ to, into, folder }: RestoreFlags, command: Command) => {
      const { config, signal, stderr } = context
      const place = placeOf(folder, context)
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
