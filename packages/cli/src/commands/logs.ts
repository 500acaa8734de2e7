import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import { findUpwards } from '../connection.ts'
import type { Context } from '../context.ts'
import { type LogFilter, levels, readLogEntries } from '../logs/read-log-entries.ts'
import { renderLog } from '../logs/render-log.ts'

interface LogsFlags extends Omit<LogFilter, 'sinceMs'> {
  readonly since?: number
  readonly folder?: string
  readonly limit: number
}

/** Adds `inkling logs`, which reads the log files of a local stack, also of one that has stopped. */
export function addLogsCommand(program: Command, context: Context): void {
  const { config, now, print } = context
  program
    .command('logs')
    .description('show lines of the logs of all services of the local stack, by time')
    .option('--trace <id>', 'lines of one trace')
    .option('--request <id>', 'lines of one request')
    .option('--service <name>', 'lines of one service')
    .addOption(new Option('--level <level>', 'lines of this level or worse').choices(levels))
    .option('--since <time>', 'lines since then: 30s, 10m, 2h, 1d, or a date', (text) => readSince(text, now()))
    .option('--folder <folder>', 'where the log files are (default: .inkling/logs here or above)')
    .option('--limit <count>', 'the most lines to show; the newest', readCount, 1_000)
    .action(async ({ since, folder, limit, ...filter }: LogsFlags, command: Command) => {
      const place =
        folder === undefined ? findUpwards(config, join('.inkling', 'logs')) : resolve(config.directory, folder)
      if (place === undefined || !statSync(place, { throwIfNoEntry: false })?.isDirectory())
        throw new CliError(`There is no folder ${place ?? '.inkling/logs'} with logs here. Give --folder.`)
      const entries = await readLogEntries(place, { ...filter, sinceMs: since }, limit)
      if (command.optsWithGlobals().json) return print(JSON.stringify(entries, null, 2))
      print(entries.length === 0 ? 'No line matches.' : renderLog(entries))
    })
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readSince(text: string, nowMs: number): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (unit !== undefined) return nowMs - Number(count) * unitsMs[unit as keyof typeof unitsMs]
  const dateMs = Date.parse(text)
  if (Number.isFinite(dateMs)) return dateMs
  throw new InvalidArgumentError('Give a time such as 10m, 2h or 2026-11-29T10:00:00Z.')
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number from 1 to 999999.')
}
