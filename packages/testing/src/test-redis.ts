import { join } from 'node:path'
import { type RedisServer, removeDataFolder, startRedis } from '@inkling/local'
import { afterAll } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/**
 * Starts a Redis of the test file's own, which it may stop, kill and start again; port and data stay. Call it at the
 * top level of a test file; the Redis is removed after the file.
 */
export async function testRedis(): Promise<RedisServer> {
  const folder = await temporaryFolder()
  const redis = await startRedis({ dir: join(folder, 'redis'), kind: 'queue' })
  afterAll(async () => {
    await redis.stop()
    await removeDataFolder(folder)
  })
  return redis
}
