import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it, vi } from 'vitest'
import { watchRedis } from './watch-redis.ts'

const server = await testRedis()
const lines: string[] = []
const log = (facts: { redis: string }, text: string) => void lines.push(`${text}: ${facts.redis}`)
let nowMs = 0
const stop = watchRedis({ warn: log as never }, () => nowMs)
const quick = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 20 }
const clients = [new Redis(server.url, quick), new Redis(server.url, quick)]
for (const client of clients) client.on('error', () => {})
afterAll(() => {
  stop()
  for (const client of clients) client.disconnect()
})
const address = new URL(server.url).host
const pings = () => Promise.allSettled(clients.map((client) => client.ping()))
const allAnswer = () =>
  vi.waitFor(async () => expect((await pings()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']), 5_000)

it('an outage of a Redis is one line when it begins and one when it ends, for all connections', async () => {
  await allAnswer()
  await clients[0]?.call('nonsense').catch(() => {})
  nowMs += 5_000
  await clients[0]?.call('nonsense').catch(() => {})
  expect(lines, 'an error that Redis answers is none').toEqual([])
  await server.stop()
  await vi.waitFor(async () => expect((await pings()).map(({ status }) => status)).not.toContain('fulfilled'), 5_000)
  expect(lines, 'it may have been one late command').toEqual([])
  await vi.waitFor(() => {
    nowMs += 1_000
    expect(lines).toEqual([`redis unavailable: ${address}`])
  }, 5_000)
  await server.start()
  await allAnswer()
  expect(lines).toEqual([`redis unavailable: ${address}`, `redis available again: ${address}`])
})
