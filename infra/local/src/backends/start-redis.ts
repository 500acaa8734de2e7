import { join } from 'node:path'
import getPort from 'get-port'
import { Redis } from 'ioredis'
import type { Supervised, Unit } from '../processes/unit.ts'
import { randomSecret } from '../secrets/random-secret.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import { type Place, placeFolder } from './place-folder.ts'
import { requireRedis } from './require-binary.ts'
import { superviseIn } from './supervise-in.ts'

export interface RedisOptions {
  /** The server's own folder; created if it is missing. */
  dir: string
  /** A cache evicts the least recently used keys and is lost at a restart. A queue evicts nothing and is kept. */
  kind: 'cache' | 'queue'
  port?: number
  /** A replica and its master have the same one; a new one by default. */
  password?: string
  /** The URL of the master that it copies. */
  replicaOf?: string
  /** Where it speaks to the other nodes of its cluster, if it is in one. */
  busPort?: number
  onRestart?: Unit['onRestart']
}

export interface RedisServer extends Supervised {
  /** With all rights. */
  readonly url: string
  /** With the rights of a service; see {@link redisUser}. */
  readonly serviceUrl: string
}

const userName = 'inkling'

/**
 * A user for services, as a line of the configuration: who gets its password reads and writes data, but cannot read or
 * change settings, look at or end other connections, delete everything at once, or make the server follow another one.
 * BullMQ reads INFO.
 */
export const redisUser = (password: string): string =>
  `user ${userName} on >${password} ~* &* +@all -@admin -@dangerous +info`

/** Where services reach a server with that user. */
export const redisServiceUrl = (password: string, host: string): string => `redis://${userName}:${password}@${host}`

const cacheMemory = '64mb'

/** What makes a server one of its kind, as lines of its configuration. @param memory the most that a cache holds */
export const redisSettings = (kind: RedisOptions['kind'], memory: string): readonly string[] => [
  'save ""',
  ...(kind === 'cache'
    ? [`maxmemory ${memory}`, 'maxmemory-policy allkeys-lru', 'appendonly no']
    : ['maxmemory-policy noeviction', 'appendonly yes', 'appendfsync everysec']),
]

/** Starts a private Redis on the loopback interface; resolves when it answers. */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const binary = await requireRedis()
  const place = await placeFolder(options.dir)
  const port = options.port ?? (await getPort({ host: '127.0.0.1' }))
  const { password = randomSecret() } = options
  const servicePassword = randomSecret()
  await writeSettings(place, { ...options, password, servicePassword, port })
  const url = `redis://:${password}@127.0.0.1:${port}`
  const server = superviseIn(place, {
    name: `redis-${options.kind}`,
    command: binary,
    args: [join(place.path, 'redis.conf')],
    pidFile: 'redis.pid',
    whenReady: (ended) => answers(url, ended),
    onRestart: options.onRestart,
  })
  await server.start()
  return Object.assign(server, { url, serviceUrl: redisServiceUrl(servicePassword, `127.0.0.1:${port}`) })
}

interface Settings extends RedisOptions {
  readonly password: string
  readonly servicePassword: string
  readonly port: number
}

async function writeSettings({ path, identity }: Place, settings: Settings): Promise<void> {
  const { kind, port, password, servicePassword, replicaOf, busPort } = settings
  const master = replicaOf && new URL(replicaOf)
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    redisUser(servicePassword),
    `dir ${JSON.stringify(path)}`,
    `pidfile ${JSON.stringify(join(path, 'redis.pid'))}`,
    // The command line then always names our folder, by which stopLeftover recognises our own server.
    'set-proc-title no',
    ...redisSettings(kind, cacheMemory),
    // Also of a master: after a failover it is a replica.
    `masterauth ${password}`,
    ...(master ? [`replicaof ${master.hostname} ${master.port}`] : []),
    ...(busPort === undefined ? [] : ['cluster-enabled yes', `cluster-port ${busPort}`]),
  ]
  await writePrivateFile(join(path, 'redis.conf'), `${lines.join('\n')}\n`, identity)
}

/** Resolves when Redis has loaded its data; ioredis tries again until then. */
export async function answers(url: string, ended: AbortSignal): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null })
  client.on('error', () => undefined)
  ended.addEventListener('abort', () => client.disconnect(), { once: true })
  await client.ping().finally(() => client.disconnect())
}
