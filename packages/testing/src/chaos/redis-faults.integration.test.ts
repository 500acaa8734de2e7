import { once } from 'node:events'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import { testRedis } from '../test-redis.ts'
import { RedisFaults } from './redis-faults.ts'

const { url } = await testRedis()
const faults = new RedisFaults(url)
const client = new Redis(url, { retryStrategy: () => 10 })
client.on('error', () => {})
afterAll(() => {
  faults.close()
  client.disconnect()
})

it('a full Redis fails writes with OOM and serves reads until that is undone', async () => {
  const undo = await faults.fillMemory()
  await expect(client.set('key', 'value')).rejects.toThrow('OOM')
  expect(await client.get('key')).toBeNull()
  await undo()
  expect(await client.set('key', 'value')).toBe('OK')
})

it('a replica fails writes with READONLY until that is undone', async () => {
  const undo = await faults.makeReplica()
  await expect(client.set('key', 'value')).rejects.toThrow('READONLY')
  await undo()
  expect(await client.set('key', 'value')).toBe('OK')
})

it('killed clients lose their connections and can connect again', async () => {
  await client.ping()
  const closed = once(client, 'close')
  await faults.killClients()
  await closed
  expect(await client.ping()).toBe('PONG')
})
