import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it } from 'vitest'
import type { Outcome, Task } from '../test/origin/process.ts'
import { keyOf } from './cache-key.ts'
import { createCache } from './create-cache.ts'

const redis = await testRedis()
const admin = new Redis(redis.url)
const path = new URL('../test/origin/process.ts', import.meta.url)
const processes: ChildProcess[] = []
const start = async () => {
  const child = fork(path, [redis.url], { execArgv: [] })
  processes.push(child)
  await once(child, 'message')
  return child
}
const four = await Promise.all([start(), start(), start(), start()])
afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  admin.disconnect()
})

async function ask(child: ChildProcess, task: Task): Promise<Outcome> {
  const answered = once(child, 'message')
  child.send(task)
  return (await answered)[0] as Outcome
}

async function askAll(task: Omit<Task, 'requests'>) {
  const outcomes = await Promise.all(four.map((child) => ask(child, { ...task, requests: 250 })))
  const calls = Number(await admin.get(`calls:${task.name}`))
  return { calls, values: outcomes.reduce((sum, { values }) => sum + values, 0) }
}

it('a thousand concurrent misses of four processes make one call of the origin', async () => {
  expect(await askAll({ name: 'a', origin: 'answers' })).toEqual({ calls: 1, values: 1_000 })
})

it('a thousand concurrent misses make one call per back-off of an origin that fails', async () => {
  expect(await askAll({ name: 'b', origin: 'fails' })).toEqual({ calls: 1, values: 0 })
})

it('a thousand concurrent misses make one call per back-off of an origin that hangs', async () => {
  expect(await askAll({ name: 'c', origin: 'hangs' })).toEqual({ calls: 1, values: 0 })
})

it('a process that is killed while it loads leaves the lease to another', async () => {
  const victim = await start()
  const caches = createCache({ redisUrl: redis.url })
  await caches.ready
  const cache = caches.define<string>({ name: 'd', hardTimeoutMs: 10_000 })
  victim.send({ name: 'd', requests: 1, origin: 'hangs' } satisfies Task)
  while ((await admin.get('calls:d')) === null) await new Promise(setImmediate)
  victim.kill('SIGKILL')
  expect(await cache.lookup(keyOf('acme', 'hot'), async () => 'taken over')).toMatchObject({ status: 'miss' })
  await caches.close()
})
