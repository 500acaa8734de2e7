import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it, vi } from 'vitest'
import { SharedCounters } from './shared-counters.ts'

const server = await testRedis()
const redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 20 })
redis.on('error', () => {})
const probe = new Redis(server.url)
probe.on('error', () => {})
afterAll(() => {
  redis.disconnect()
  probe.disconnect()
})

const windowMs = 60_000
const nowMs = 10 * windowMs + 15_000
const counters = (prefix: string, now = () => nowMs) => new SharedCounters(redis, prefix, now)
const inRedis = async (prefix: string, key: string) => Number(await probe.get(`${prefix}${key}:10`))
const connected = () => vi.waitFor(() => expect(redis.status).toBe('ready'), 10_000)

it('counts at once and says when the window ends', async () => {
  await connected()
  const here = counters('a:')
  expect(here.count('t', windowMs)).toEqual({ current: 1, ttl: 45_000 })
  expect(here.count('t', windowMs)).toEqual({ current: 2, ttl: 45_000 })
  expect(here.count('other', windowMs).current).toBe(1)
})

it('a new window counts from one', async () => {
  await connected()
  let atMs = nowMs
  const here = counters('b:', () => atMs)
  here.count('t', windowMs)
  atMs += windowMs
  expect(here.count('t', windowMs).current).toBe(1)
})

it('two processes share one count', async () => {
  await connected()
  const [here, there] = [counters('c:'), counters('c:')]
  for (let n = 0; n < 3; n++) here.count('t', windowMs)
  await vi.waitFor(async () => expect(await inRedis('c:', 't')).toBe(3))
  there.count('t', windowMs)
  await vi.waitFor(async () => expect(await inRedis('c:', 't')).toBe(4))
  await vi.waitFor(() => expect(there.count('t', windowMs).current).toBeGreaterThan(4))
})

it('goes on counting while Redis is unavailable, and sends the counts afterwards', async () => {
  await connected()
  const here = counters('d:')
  await server.stop()
  await vi.waitFor(() => expect(redis.status).not.toBe('ready'))
  for (let n = 1; n <= 5; n++) expect(here.count('t', windowMs).current).toBe(n)
  await server.start()
  await connected()
  here.count('t', windowMs)
  await vi.waitFor(async () => expect(await inRedis('d:', 't')).toBe(6))
})
