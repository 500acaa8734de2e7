import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it, vi } from 'vitest'
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

describe('a process that is killed while it loads', () => {
  async function killed(name: string, hardTimeoutMs: number) {
    const victim = await start()
    const caches = createCache({ redisUrl: redis.url })
    await caches.ready
    const cache = caches.define<string>({ name, hardTimeoutMs })
    victim.send({ name, requests: 1, origin: 'takes long' } satisfies Task)
    while ((await admin.get(`calls:${name}`)) === null) await new Promise(setImmediate)
    return { victim, cache, caches }
  }

  it('leaves the lease to another, long before the time that its origin had', async () => {
    const { victim, cache, caches } = await killed('d', 60_000)
    victim.kill('SIGKILL')
    const waited = { waitMs: 15_000 }
    const answer = await cache.lookup(keyOf('acme', 'hot'), async () => 'taken over', waited)
    expect(answer).toMatchObject({ value: 'taken over', status: 'miss' })
    expect(await admin.pttl('{inkling:cache}:lease:d:acme/hot')).toBeLessThanOrEqual(1_500)
    await caches.close()
  })

  it('kept the lease from others for as long as it lived', async () => {
    const { victim, cache, caches } = await killed('e', 60_000)
    const load = vi.fn(async () => 'taken over')
    const request = cache.get(keyOf('acme', 'hot'), load)
    await vi.waitFor(async () => expect(await admin.get('beats:e')).toBe('5'), 10_000)
    expect(load).not.toHaveBeenCalled()
    victim.kill('SIGKILL')
    expect(await request).toBe('taken over')
    await caches.close()
  })
})
