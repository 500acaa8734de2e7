import type { LoadLevelName } from '@inkling/resilience'
import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterEach, expect, it, vi } from 'vitest'
import { ForcedLevels } from './forced-level.ts'

const server = await testRedis()
let failedPolls = 0
const logger = { debug: () => void failedPolls++ }
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function gateway() {
  const redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 250 })
  redis.on('error', () => {})
  await new Promise((resolve) => redis.once('ready', resolve))
  let level: LoadLevelName | undefined
  const levels = new ForcedLevels(redis, logger, (forced) => (level = forced), 20)
  ends.push(() => {
    levels.close()
    redis.disconnect()
  })
  return { levels, level: () => level }
}

it('holds at every gateway, until an operator releases it', async () => {
  const [one, other] = [await gateway(), await gateway()]
  await one.levels.force('critical', 60_000)
  expect(one.level()).toBe('critical')
  await vi.waitFor(() => expect(other.level()).toBe('critical'), 5_000)
  expect(await other.levels.read()).toEqual({ level: 'critical', remainingMs: expect.any(Number) })
  await other.levels.release()
  await vi.waitFor(() => expect(one.level()).toBeUndefined(), 5_000)
  expect(await one.levels.read()).toBeUndefined()
})

it('ends by itself', async () => {
  const { levels, level } = await gateway()
  await levels.force('essential', 300)
  expect(level()).toBe('essential')
  await vi.waitFor(() => expect(level()).toBeUndefined(), 5_000)
})

it('holds until its end while redis is unavailable', async () => {
  const { levels, level } = await gateway()
  await levels.force('essential', 1_500)
  await server.stop()
  failedPolls = 0
  await vi.waitFor(() => expect(failedPolls).toBeGreaterThan(1), 5_000)
  expect(level()).toBe('essential')
  await vi.waitFor(() => expect(level()).toBeUndefined(), 8_000)
  await server.start()
})
