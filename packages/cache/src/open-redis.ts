import { sentinelOptions } from '@inkling/contracts/names'
import { Redis, type RedisOptions } from 'ioredis'

/**
 * Connects to a Redis, or to the present master of one that Sentinels watch.
 * @param url `redis://…`, or `redis+sentinel://…` as {@link sentinelOptions} takes it
 */
export function openRedis(url: string, options: Omit<RedisOptions, 'replyMapping'>): Redis {
  const watched = sentinelOptions(url)
  return watched ? new Redis({ ...watched, ...options }) : new Redis(url, options)
}
