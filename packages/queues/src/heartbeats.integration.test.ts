import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it, vi } from 'vitest'
import { Heartbeats } from './heartbeats.ts'

const redis = await testRedis()
const control = new Redis(redis.url)
const reader = new Heartbeats(redis.url, () => {})
afterAll(() => {
  reader.close()
  control.disconnect()
})

it('a worker is alive as soon as it starts, and no longer when it was not heard of for 15 s', async () => {
  const worker = new Heartbeats(redis.url, () => {})
  await vi.waitFor(async () => expect(await reader.countAlive()).toBe(0))
  worker.start()
  await vi.waitFor(async () => expect(await reader.countAlive()).toBe(1))
  worker.close()
  const [beat = ''] = await control.zrange('{inkling}:heartbeats', '0', '-1')
  await control.zadd('{inkling}:heartbeats', `${Date.now() - 15_001}`, beat)
  expect(await reader.countAlive()).toBe(0)
})
