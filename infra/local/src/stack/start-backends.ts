import { join, resolve } from 'node:path'
import { findBackupEngine } from '../backends/find-binaries.ts'
import type { BackupOptions } from '../backends/set-up-backups.ts'
import { startPgBouncer } from '../backends/start-pgbouncer.ts'
import { type PostgresServer, startPostgres } from '../backends/start-postgres.ts'
import { type RedisServer, startRedis } from '../backends/start-redis.ts'
import { startStandby } from '../backends/start-standby.ts'
import { readConfig } from '../config.ts'
import { passwordsByRole } from '../database/grant-logins.ts'
import type { Passwords } from '../database/service-passwords.ts'
import type { Unit } from '../processes/unit.ts'
import type { Teardown } from './teardown.ts'

/** The URLs of Postgres and Redis, and the servers that we started; a server is undefined if its URL was given. */
export interface Backends {
  ownerUrl: string
  /** The same through PgBouncer, if it runs. */
  pooledUrl: string | undefined
  /** Of a read replica, if there is one. */
  replicaUrl: string | undefined
  cacheRedisUrl: string
  queueRedisUrl: string
  postgres: PostgresServer | undefined
  postgresReplica: PostgresServer | undefined
  cacheRedis: RedisServer | undefined
  queueRedis: RedisServer | undefined
  /** Where backups are set up, if they are. */
  backupFolder: string | undefined
  /** Whether pgBackRest takes the backups, compressed and encrypted. */
  hasPgBackRest: boolean
}

export interface BackendsOptions {
  dataDir: string
  durable: boolean
  /** Encrypts the backups. Without it there are none. */
  backupPassphrase?: string | undefined
  /** Running servers to use instead of private ones. */
  given: { databaseUrl?: string | undefined; redisUrl?: string | undefined }
  /** Runs PgBouncer for the services, which have these passwords. */
  pooledFor?: Passwords | undefined
  /** Whether a private Postgres has a read replica; false by default. */
  readReplica?: boolean
  onRestart?: Unit['onRestart']
}

const database = 'inkling'

/** Starts the servers whose URLs are not given, at the same time. */
export async function startBackends(options: BackendsOptions, teardown: Teardown): Promise<Backends> {
  const { durable, readReplica = false, onRestart } = options
  const { databaseUrl, redisUrl } = options.given
  const folder = (name: string) => join(options.dataDir, name)
  const backups = databaseUrl ? undefined : planBackups(folder('backup'), options.backupPassphrase)
  const [postgres, cacheRedis, queueRedis] = await Promise.all([
    databaseUrl
      ? undefined
      : startPostgres({ dir: folder('postgres'), durable, backups, replicable: readReplica, onRestart }),
    redisUrl ? undefined : startRedis({ dir: folder('redis-cache'), kind: 'cache', onRestart }),
    redisUrl ? undefined : startRedis({ dir: folder('redis-queue'), kind: 'queue', onRestart }),
  ])
  teardown.add(async () => postgres?.stop())
  const ownerUrl = postgres?.url(database) ?? databaseUrl ?? ''
  const pooler =
    options.pooledFor &&
    (await startPgBouncer({
      ...{ dir: folder('pgbouncer'), databaseUrl: ownerUrl, onRestart },
      passwords: passwordsByRole(options.pooledFor),
    }))
  teardown.add(async () => pooler?.stop())
  const replica =
    postgres && readReplica
      ? await startStandby({ dir: folder('postgres-replica'), primary: postgres, durable, onRestart })
      : undefined
  teardown.add(async () => replica?.stop())
  teardown.add(() => Promise.all([cacheRedis?.stop(), queueRedis?.stop()]))
  return {
    ownerUrl,
    pooledUrl: pooler?.url,
    replicaUrl: replica?.url(database),
    postgresReplica: replica,
    cacheRedisUrl: cacheRedis?.serviceUrl ?? redisUrl ?? '',
    queueRedisUrl: queueRedis?.serviceUrl ?? redisUrl ?? '',
    postgres,
    cacheRedis,
    queueRedis,
    backupFolder: backups?.dir,
    hasPgBackRest: backups?.engine !== undefined,
  }
}

function planBackups(dir: string, passphrase: string | undefined): BackupOptions | undefined {
  const { searchPath, secondBackupFolder, walFolder } = readConfig()
  const engine = findBackupEngine(searchPath)
  if (!passphrase) return undefined
  return {
    ...{ dir, engine, passphrase, second: secondBackupFolder && resolve(secondBackupFolder) },
    walFolder: walFolder && resolve(walFolder),
  }
}
