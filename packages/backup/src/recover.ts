import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import getPort from 'get-port'
import { BackupError } from './backup-error.ts'
import type { Place } from './place.ts'

export interface Recovered {
  /** The commit time of the newest transaction that was restored; undefined if none was committed after the backup. */
  readonly lastCommitMs: number | undefined
  /** False if the archive ended before the wanted time: then everything that it holds is restored. */
  readonly reachedTarget: boolean
  readonly port: number
  /** Stops Postgres in order. */
  stop(): Promise<void>
}

export interface RecoverOptions {
  readonly place: Pick<Place, 'binFolder' | 'identity'>
  readonly data: string
  /** Further settings of Postgres. */
  readonly settings?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts Postgres on a restored data folder, on a free port of loopback; resolves when it has replayed the archive and
 * accepts writes.
 * @throws BackupError if it cannot recover
 */
export async function recover(options: RecoverOptions): Promise<Recovered> {
  const first = await run(options, {})
  if (first.isReady) return { ...first, reachedTarget: true }
  if (!first.endedEarly) throw new BackupError(`Postgres could not recover ${options.data}: ${first.said}`)
  // The archive ends before the wanted time, such as when nothing was written after it.
  const second = await run(options, { recovery_target_time: '' })
  if (second.isReady) return { ...second, reachedTarget: false }
  throw new BackupError(`Postgres could not recover ${options.data}: ${second.said}`)
}

async function run({ place, data, settings, signal }: RecoverOptions, target: Readonly<Record<string, string>>) {
  const port = await getPort({ host: '127.0.0.1' })
  const all = { ...scratchSettings, ...settings, ...target }
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const child = spawn(join(place.binFolder, 'postgres'), args, {
    cwd: data,
    env: { TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...place.identity,
  })
  const exited = once(child, 'exit')
  exited.catch(() => undefined)
  const stop = async () => {
    child.kill('SIGINT')
    await exited
  }
  signal?.addEventListener('abort', () => child.kill('SIGQUIT'), { once: true })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line)
    if (line.includes('database system is ready to accept connections')) break
  }
  // It must not stop because nobody reads what it logs.
  child.stderr.resume()
  signal?.throwIfAborted()
  const said = lines.slice(-mostLines).join('\n')
  const isReady = lines.at(-1)?.includes('ready to accept connections') ?? false
  if (!isReady) await exited
  const endedEarly = said.includes('recovery ended before configured recovery target was reached')
  return { isReady, endedEarly, said, port, stop, lastCommitMs: lastCommit(lines) }
}

const mostLines = 20

const scratchSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_wal_senders: '0',
  // Nobody reads while it recovers; with it, Postgres insists on the number of senders of before.
  hot_standby: 'off',
  log_min_messages: 'log',
  logging_collector: 'off',
  log_destination: 'stderr',
}

function lastCommit(lines: readonly string[]): number | undefined {
  for (const line of lines.toReversed()) {
    const [, time] = /last completed transaction was at log time (.+)$/.exec(line) ?? []
    // `2026-11-29 12:28:16.386357+00`; a zone without minutes is Postgres' own way.
    if (time) return Date.parse(`${time.trim().replace(' ', 'T')}:00`)
  }
  return undefined
}
