import { mkdtempSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { removeDataFolder } from '../backends/remove-data-folder.ts'
import { startBackends } from './start-backends.ts'
import { Teardown } from './teardown.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'inkling-backends-'))
await chmod(dataDir, 0o711)
const teardown = new Teardown()
afterAll(async () => {
  await teardown.run()
  await removeDataFolder(dataDir)
})

it('Postgres and both Redis that are killed start again, and each says so once', async () => {
  const told: string[] = []
  const onRestart = (name: string, exit: string) => void told.push(`${exit}; ${name} restarts`)
  const { postgres, cacheRedis, queueRedis } = await startBackends(
    { dataDir, durable: false, given: {}, onRestart },
    teardown,
  )
  const servers = [postgres, cacheRedis, queueRedis]
  for (const server of servers) server?.kill()
  await expect.poll(() => told.length).toBe(3)
  await Promise.all(servers.map((server) => server?.ready()))
  expect(told.toSorted()).toEqual(
    ['postgres', 'redis-cache', 'redis-queue'].map((name) => `${name} ended with SIGKILL; ${name} restarts`),
  )
})
