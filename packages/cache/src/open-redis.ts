import { clusterOptions, sentinelOptions } from '@inkling/contracts/names'
import { Cluster, Redis, type RedisOptions } from 'ioredis'

type Options = Omit<RedisOptions, 'replyMapping'>

/** A connection to one Redis, or to all nodes of a cluster. */
export type RedisClient = Redis | Cluster

/** How often a command follows a slot to another node, or waits 100 ms for a cluster that is down. */
const maxRedirections = 3

/**
 * Connects to a Redis, to the present master of one that Sentinels watch, or to a cluster. In a cluster, keys that one
 * command names must have the same hash tag.
 * @param url `redis://…`, or `redis+sentinel://…` as {@link sentinelOptions} takes it, or `redis+cluster://…` as
 * {@link clusterOptions} does
 */
export function openRedis(url: string, options: Options): RedisClient {
  const cluster = clusterOptions(url)
  if (cluster) return openCluster(cluster, options)
  const watched = sentinelOptions(url)
  return watched ? new Redis({ ...watched, ...options }) : new Redis(url, options)
}

function openCluster(
  { nodes, ...credentials }: NonNullable<ReturnType<typeof clusterOptions>>,
  { enableOfflineQueue = true, enableAutoPipelining = false, lazyConnect = false, retryStrategy, ...each }: Options,
): Cluster {
  return new Cluster(nodes, {
    ...{ enableOfflineQueue, enableAutoPipelining, lazyConnect, maxRedirections },
    ...(retryStrategy && { clusterRetryStrategy: retryStrategy }),
    redisOptions: { ...credentials, ...each },
  })
}
