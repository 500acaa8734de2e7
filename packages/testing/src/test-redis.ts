import { join } from 'node:path'
import { type RedisServer, removeDataFolder, startRedis } from '@inkling/local'
import { afterAll } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/**
 * A Redis of the caller's own, to be stopped, killed and started again (its port and data stay). Call it at the top
 * level of a test file, after which it is gone.
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
