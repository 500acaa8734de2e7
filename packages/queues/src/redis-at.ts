import { openRedis } from '@inkling/cache'
import { clusterOptions, sentinelOptions } from '@inkling/contracts/names'
import type { ConnectionOptions } from 'bullmq'

interface QuickOptions {
  readonly enableOfflineQueue?: boolean
  readonly maxRetriesPerRequest: number | null
}

interface QueueRedis {
  readonly connection: ConnectionOptions
  /** BullMQ ends only the connections that it has opened itself. Call it once all that use this one are closed. */
  close(): void
}

/**
 * The Redis of a URL, the master of one that Sentinels watch, or a cluster, as BullMQ takes it.
 * @param onError told what goes wrong with a cluster; BullMQ tells of its own connections
 */
export function redisAt(url: string, options: QuickOptions, onError: (error: Error) => void): QueueRedis {
  if (!clusterOptions(url)) return { connection: { ...(sentinelOptions(url) ?? { url }), ...options }, close() {} }
  const cluster = openRedis(url, options)
  cluster.on('error', onError)
  return { connection: cluster, close: () => cluster.disconnect() }
}
