import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { setImmediate as nextTurn } from 'node:timers/promises'
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

it('takes no more than the limit, and counts nothing of what is refused', async () => {
  await connected()
  const here = counters('e:')
  expect(here.take('t', windowMs, 5, 4)).toEqual({ current: 4, ttl: 45_000, isTaken: true })
  expect(here.take('t', windowMs, 5, 2)).toEqual({ current: 4, ttl: 45_000, isTaken: false })
  expect(here.take('t', windowMs, 5).isTaken).toBe(true)
  expect(here.take('t', windowMs, 5).isTaken).toBe(false)
  await vi.waitFor(async () => expect(await inRedis('e:', 't')).toBe(5))
})

it('tells the others at once that a count is new or nears its limit', async () => {
  await connected()
  const [here, there] = [counters('f:'), counters('f:')]
  for (let n = 0; n < 2; n++) here.take('t', windowMs, 3)
  await vi.waitFor(() => expect(there.count('t', windowMs, 0).current).toBe(2), { interval: 1, timeout: 40 })
  there.take('t', windowMs, 3)
  await vi.waitFor(() => expect(here.take('t', windowMs, 3).isTaken).toBe(false), { interval: 1, timeout: 40 })
})

it('tells Redis for no request, also not for the one that counted', async () => {
  await connected()
  const request = new AsyncLocalStorage<string>()
  const told: (string | undefined)[] = []
  const start = tracingChannel<{ command: string }>('ioredis:command').start
  const see = (message: unknown) => {
    const { command, args } = message as { readonly command: string; readonly args: readonly unknown[] }
    // Counters of the tests before may tell theirs yet.
    if (command === 'incrby' && String(args[0]).includes('h:')) told.push(request.getStore())
  }
  start.subscribe(see)
  const here = counters('h:')
  request.run('request', () => here.count('t', windowMs))
  await vi.waitFor(async () => expect(await inRedis('h:', 't')).toBe(1))
  request.run('request', () => here.count('t', windowMs))
  await vi.waitFor(async () => expect(await inRedis('h:', 't')).toBe(2))
  start.unsubscribe(see)
  expect(told).toEqual([undefined, undefined])
})

it('assumes for half a second that the others go on as they lately did', async () => {
  await connected()
  let atMs = nowMs
  const [here, there] = [counters('g:', () => atMs), counters('g:', () => atMs)]
  const counted = async (by: SharedCounters, amount: number, total: number) => {
    by.count('t', windowMs, amount)
    await vi.waitFor(async () => expect(await inRedis('g:', 't')).toBe(total))
    // The answers to the pipeline come before this one, and are taken in before the next turn.
    await redis.ping()
    await nextTurn()
  }
  await counted(here, 1, 1)
  await counted(there, 100, 101)
  atMs += 50
  await counted(here, 1, 102)
  // Half of 100 in 50 ms, because the rate before it was none.
  atMs += 50
  await vi.waitFor(() => expect(here.count('t', windowMs, 0).current).toBe(152))
  atMs += 1_000
  expect(here.count('t', windowMs, 0).current).toBe(602)
})
