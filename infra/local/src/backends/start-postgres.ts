import { realpathSync, statfsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopLeftover } from '@inkling/backup'
import getPort from 'get-port'
import { type Setting, tunedSettings } from '../../../postgres/tune/src/tuned-settings.ts'
import { rotateAtStart } from '../processes/rotate-at-start.ts'
import { spawnServer } from '../processes/server-process.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised, Unit } from '../processes/unit.ts'
import { hasLibrary } from './find-binaries.ts'
import { initialiseCluster, superuser } from './initialise-cluster.ts'
import { placeFolder } from './place-folder.ts'
import { forgetReceiver, receiveWal } from './receive-wal.ts'
import { requirePostgres } from './require-binary.ts'
import { type BackupOptions, mendCluster, setUpBackups } from './set-up-backups.ts'

export interface PostgresOptions {
  /** The server's own folder; created if it is missing. */
  dir: string
  port?: number
  /** In messages; postgres by default. */
  name?: string
  /** Whether a standby may stream from it, or it is one; false by default. */
  replicable?: boolean
  /** False in tests: a commit then survives a crash of the server, but not of the machine. True by default. */
  durable?: boolean
  /** Archives its WAL, so that it can be backed up and restored to any time since. */
  backups?: BackupOptions | undefined
  onRestart?: Unit['onRestart']
}

export interface PostgresServer extends Supervised {
  /** URL of a database for the superuser; by default of the database `postgres`, which always exists. */
  url(database?: string): string
}

const replication = { wal_level: 'replica', max_wal_senders: '10', wal_keep_size: '128MB' }
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Archiving and standbys change the level.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Errors of statements quote values. The process that sent the statement logs them without.
  log_min_messages: 'log',
}
/** With a library that is missing the server does not start. */
const statistics = {
  shared_preload_libraries: 'pg_stat_statements',
  // Commands are stored as they were sent: `alter role` with its password.
  'pg_stat_statements.track_utility': 'off',
}
const pollMs = 10
const gigabyte = 2 ** 30

/** Starts a private Postgres on the loopback interface; resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const place = await placeFolder(options.dir)
  const data = join(place.path, 'data')
  const boundMajor = Number.parseInt(await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => ''), 10)
  const binary = await requirePostgres(boundMajor || undefined)
  const { backups } = options
  if (backups) await mendCluster(backups, place, data)
  const password = await initialiseCluster(dirname(binary), place, data)
  const port = options.port ?? (await getPort({ host: '127.0.0.1' }))
  const pidFile = join(data, 'postmaster.pid')
  // Beside a link to the server there may be none to the other programs.
  const binFolder = dirname(realpathSync(binary))
  const cluster = { place, data, port, binFolder, user: superuser, password }
  const archive = backups && (await setUpBackups(backups, { ...cluster, dataFolder: join(options.dir, 'data') }))
  const durability = options.durable === false ? { fsync: 'off', full_page_writes: 'off' } : {}
  const defaults = {
    ...tuned(place.path),
    ...settings,
    ...(options.replicable && replication),
    ...(hasLibrary(binary, 'pg_stat_statements') && statistics),
    ...durability,
  }
  const server = supervise({
    name: options.name ?? 'postgres',
    // After a SIGKILL the last children hold the shared memory for a moment, and the next server cannot start.
    startAttempts: 5,
    onRestart: options.onRestart,
    logFile: join(place.path, 'server.log'),
    launch: async () => {
      await stopLeftover(pidFile, data, 'SIGINT')
      await rotateAtStart(join(place.path, 'server.log'))
      return spawnServer({
        command: binary,
        args: ['-D', data, '-p', String(port), ...asArguments({ ...defaults, ...archive?.settings })],
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
  const url = (database = 'postgres') => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`
  const receiver =
    backups?.walFolder &&
    receiveWal({
      ...{ folder: backups.walFolder, binFolder, port, user: superuser, url },
      ...{ identity: place.identity, onRestart: options.onRestart },
      passwordFile: join(await realpath(backups.dir), 'pgpass'),
      logFile: join(place.path, 'wal-receiver.log'),
    })
  const both = receiver ? withReceiver(server, receiver) : server
  await both.start()
  if (backups && !receiver) await forgetReceiver(url())
  await archive?.prepare()
  return Object.assign(both, { url })
}

/** It starts after Postgres. It stops after it, too: Postgres acknowledges its last commits only while it runs. */
function withReceiver(server: Supervised, receiver: Supervised): Supervised {
  const { start, stop } = server
  return Object.assign(server, {
    async start() {
      await start()
      await receiver.start()
    },
    async stop() {
      await stop()
      await receiver.stop()
    },
  })
}

/** For an eighth of the memory, because all of Inkling and what else runs here needs the rest. */
function tuned(folder: string): Record<string, string> {
  const { blocks, bsize } = statfsSync(folder)
  const memoryBytes = Math.max(gigabyte, totalmem() / 8)
  const machine = { memoryBytes, cores: availableParallelism(), disk: 'ssd', diskBytes: blocks * bsize } as const
  // Postgres refuses this setting where the system cannot be told which pages it will read.
  const isKnown = ({ name }: Setting) => process.platform === 'linux' || name !== 'effective_io_concurrency'
  const found = tunedSettings({ ...machine, connections: 100 }).filter(isKnown)
  return Object.fromEntries(found.map(({ name, value }) => [name, value]))
}

function asArguments(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Reads the pid file as pg_ctl does: its first line is the process id, its eighth line the state of the server. */
async function reportsReady(pidFile: string, pid: number | undefined, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n')
    if (lines[0] === String(pid) && lines[7]?.startsWith('ready')) return
    await sleep(pollMs)
  }
}
