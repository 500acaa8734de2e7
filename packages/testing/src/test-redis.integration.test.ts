import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { testRedis } from './test-redis.ts'

const redis = await testRedis()

const connect = () => new Redis(redis.url, { retryStrategy: () => 10, maxRetriesPerRequest: null })

it('a test Redis never evicts a key', async () => {
  const client = connect()
  expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
  client.disconnect()
})

it('a stopped Redis starts again on its port with its data', async () => {
  const client = connect()
  client.on('error', () => undefined)
  await client.set('kept', 'yes')
  await redis.stop()
  await redis.start()
  expect(await client.get('kept')).toBe('yes')
  client.disconnect()
})

it('a killed Redis is started again automatically', async () => {
  const before = redis.pid
  redis.kill()
  await redis.ready()
  expect(redis.pid).not.toBe(before)
})
