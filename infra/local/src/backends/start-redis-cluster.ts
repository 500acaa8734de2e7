import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import getPort from 'get-port'
import { Redis } from 'ioredis'
import { randomSecret } from '../secrets/random-secret.ts'
import { type RedisOptions, type RedisServer, startRedis } from './start-redis.ts'

const slots = 16_384
const lookEveryMs = 50

interface Node {
  readonly server: RedisServer
  readonly busPort: number
}

export interface RedisCluster {
  /** Of all nodes, as services take it. */
  readonly url: string
  readonly nodes: readonly RedisServer[]
  stop(): Promise<void>
}

/**
 * Starts three masters of a Redis Cluster on the loopback interface; resolves when they have all slots. In production
 * each has a replica.
 */
export async function startRedisCluster({ dir, kind }: Pick<RedisOptions, 'dir' | 'kind'>): Promise<RedisCluster> {
  const password = randomSecret()
  const nodes = await Promise.all(
    ['1', '2', '3'].map(async (name) => {
      const busPort = await getPort({ host: '127.0.0.1' })
      return { server: await startRedis({ dir: join(dir, name), kind, password, busPort }), busPort }
    }),
  )
  const stop = async () => void (await Promise.all(nodes.map(({ server }) => server.stop())))
  const clients = nodes.map(({ server }) => new Redis(server.url))
  try {
    await meet(nodes, clients)
  } catch (error) {
    await stop()
    throw error
  } finally {
    for (const client of clients) client.disconnect()
  }
  const hosts = nodes.map(({ server }) => new URL(server.url).host).join()
  return { url: `redis+cluster://:${password}@${hosts}`, nodes: nodes.map(({ server }) => server), stop }
}

/** What `redis-cli --cluster create` does. */
async function meet(nodes: readonly Node[], clients: readonly Redis[]): Promise<void> {
  const share = Math.ceil(slots / clients.length)
  await Promise.all(
    clients.map((client, n) => client.cluster('ADDSLOTSRANGE', n * share, Math.min(slots, (n + 1) * share) - 1)),
  )
  await Promise.all(clients.map((client, n) => client.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1)))
  for (const { server, busPort } of nodes.slice(1)) {
    const { hostname, port } = new URL(server.url)
    await clients[0]?.call('CLUSTER', 'MEET', hostname, port, busPort)
  }
  for (const client of clients)
    while (!(await client.cluster('INFO')).includes('cluster_state:ok')) await delay(lookEveryMs)
}
