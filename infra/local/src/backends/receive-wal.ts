import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { walReceiver } from '@inkling/backup'
import { execa } from 'execa'
import postgres from 'postgres'
import type { Identity } from '../processes/identity.ts'
import { spawnServer } from '../processes/server-process.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised, Unit } from '../processes/unit.ts'

export interface ReceiverOptions {
  /** Where the WAL is written. */
  readonly folder: string
  readonly binFolder: string
  readonly port: number
  readonly user: string
  /** The file with the password. */
  readonly passwordFile: string
  readonly logFile: string
  readonly identity: Identity | undefined
  /** Of the superuser. */
  readonly url: () => string
  readonly onRestart?: Unit['onRestart']
}

const pruneEveryMs = 60_000
const pollMs = 20

/**
 * Writes the WAL of Postgres to another disk as it comes. Postgres acknowledges no commit before; while this does not
 * run, or its disk is full, no commit is acknowledged. What the archive holds is deleted here, once a minute.
 */
export function receiveWal(options: ReceiverOptions): Supervised {
  const { folder, binFolder, port, user, passwordFile, logFile, identity } = options
  const command = join(binFolder, 'pg_receivewal')
  const slot = `--slot=${walReceiver}`
  const common = ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-w', slot]
  const env = { PGPASSFILE: passwordFile, PGAPPNAME: walReceiver }
  const receiver = supervise({
    name: 'wal-receiver',
    startAttempts: 5,
    logFile,
    onRestart: options.onRestart,
    async launch() {
      // Postgres keeps what is not received yet. A restored cluster has no slots.
      const create = ['--create-slot', '--if-not-exists', ...common]
      await execa(command, create, { env, reject: false, stdin: 'ignore', ...identity })
      return spawnServer({
        ...{ command, cwd: folder, env, logFile, identity },
        args: ['-D', folder, '--synchronous', '--no-loop', ...common],
        ...{ stopSignal: 'SIGINT', stopTimeoutMs: 5_000 },
      })
    },
    async whenReady(ended) {
      while (!ended.aborted) {
        if ((await readdir(folder)).some((name) => name.endsWith('.partial'))) return
        await sleep(pollMs)
      }
    },
  })
  let pruning: NodeJS.Timeout | undefined
  const { start, stop } = receiver
  return Object.assign(receiver, {
    async start() {
      await start()
      pruning ??= setInterval(() => void pruneWal(options).catch(() => {}), pruneEveryMs).unref()
    },
    async stop() {
      clearInterval(pruning)
      pruning = undefined
      await stop()
    },
  })
}

/** Postgres would keep all WAL for a receiver that has gone for good. */
export async function forgetReceiver(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const slots = sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots
    where slot_name = ${walReceiver} and not active`
  await slots.finally(() => sql.end())
}

/** Deletes the finished segments that the archive holds. */
export async function pruneWal({ folder, url }: Pick<ReceiverOptions, 'folder' | 'url'>): Promise<void> {
  const sql = postgres(url(), { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    const [archiver] = await sql<{ last: string | null }[]>`select last_archived_wal as last from pg_stat_archiver`
    const last = archiver?.last
    if (!last || !/^[\dA-F]{24}$/.test(last)) return
    const names = await readdir(folder)
    const held = names.filter((name) => /^[\dA-F]{24}$/.test(name) && name <= last)
    for (const name of held) await rm(join(folder, name))
  } finally {
    await sql.end()
  }
}
