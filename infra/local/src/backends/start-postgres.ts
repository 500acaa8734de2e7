import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import getPort from 'get-port'
import { spawnServer } from '../processes/server-process.ts'
import { stopLeftover } from '../processes/stop-leftover.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised } from '../processes/unit.ts'
import { initialiseCluster, superuser } from './initialise-cluster.ts'
import { placeFolder } from './place-folder.ts'
import { requirePostgres } from './require-binary.ts'

export interface PostgresOptions {
  /** The server's own folder, created when absent. */
  dir: string
  port?: number
  /** False, for tests: an acknowledged commit survives the death of the server, but not that of the machine. */
  durable?: boolean
}

export interface PostgresServer extends Supervised {
  /** The superuser's URL of a database; of `postgres`, which always exists, by default. */
  url(database?: string): string
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // Nothing replicates from here.
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_compression: 'on',
  // Statements are short: compiling one takes longer than running it.
  jit: 'off',
  log_min_messages: 'warning',
}
const pollMs = 10

/** Starts a private Postgres on the loopback interface; resolves when it takes connections. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const place = await placeFolder(options.dir)
  const data = join(place.path, 'data')
  const boundMajor = Number.parseInt(await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => ''), 10)
  const binary = await requirePostgres(boundMajor || undefined)
  const password = await initialiseCluster(dirname(binary), place, data)
  const port = options.port ?? (await getPort({ host: '127.0.0.1' }))
  const pidFile = join(data, 'postmaster.pid')
  const durability = options.durable === false ? { fsync: 'off', full_page_writes: 'off' } : {}
  const server = supervise({
    name: 'postgres',
    // After a SIGKILL its last children hold the shared memory for a moment, and the next one refuses to start.
    startAttempts: 5,
    logFile: join(place.path, 'server.log'),
    launch: async () => {
      await stopLeftover(pidFile, data, 'SIGINT')
      return spawnServer({
        command: binary,
        args: ['-D', data, '-p', String(port), ...asArguments({ ...settings, ...durability })],
        cwd: place.path,
        env: {},
        logFile: join(place.path, 'server.log'),
        identity: place.identity,
        stopSignal: 'SIGINT',
        stopTimeoutMs: 20_000,
      })
    },
    whenReady: (ended, pid) => reportsReady(pidFile, pid, ended),
  })
  await server.start()
  const url = (database = 'postgres') => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`
  return Object.assign(server, { url })
}

function asArguments(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Postgres writes its id on the first line of its pid file and its state on the eighth, where pg_ctl reads them too. */
async function reportsReady(pidFile: string, pid: number | undefined, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n')
    if (lines[0] === String(pid) && lines[7]?.startsWith('ready')) return
    await sleep(pollMs)
  }
}
