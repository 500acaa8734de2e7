import { testRedis } from '@inkling/testing'
import client from '@prometheus-io/client'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import { measureRedis } from './measure-redis.ts'
import { redisMetrics } from './metrics/redis-metrics.ts'

const registry = new client.Registry()
const stop = measureRedis(redisMetrics(registry))
const redis = new Redis((await testRedis()).url)
afterAll(() => redis.disconnect())

it('measures each command of Redis by its name, and counts those that fail', async () => {
  await redis.set('measure-redis:ann', 'private')
  await redis.get('measure-redis:ann')
  await redis.get('measure-redis:ann')
  await expect(redis.incr('measure-redis:ann')).rejects.toThrow(/integer/)
  const text = await registry.metrics()
  expect(text).toMatch(/^inkling_redis_command_seconds_count\{command="get"\} 2$/m)
  expect(text).toMatch(/^inkling_redis_command_seconds_count\{command="incr"\} 1$/m)
  expect(text).toMatch(/^inkling_redis_command_failures_total\{command="incr"\} 1$/m)
  expect(text).not.toMatch(/ann|private/)
})

it('measures nothing after it has ended', async () => {
  stop()
  await redis.get('measure-redis:ann')
  expect(await registry.metrics()).toMatch(/^inkling_redis_command_seconds_count\{command="get"\} 2$/m)
})
