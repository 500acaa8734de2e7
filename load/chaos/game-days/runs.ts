import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@inkling/client'
import { Redis } from 'ioredis'
import type { Finding, GameDay } from '../game-day.ts'
import type { Stage } from '../stage.ts'

const pollMs = 100

function clientOf({ stack, tenants }: Stage) {
  const [tenant] = tenants
  return createClient({ url: stack.url, apiKey: tenant?.key ?? '' })
}

type Client = ReturnType<typeof clientOf>

/** Starts a training that lasts a few seconds. @returns who may ask for it, and the id of its operation */
async function startTraining(stage: Stage) {
  const client = clientOf(stage)
  const { id } = await client.createRun({ body: { kind: 'train', options: { tuneSeconds: 3, force: true } } })
  return { client, id }
}

async function stateOf(client: Client, id: string): Promise<string> {
  return (await client.getOperation({ params: { id } })).state
}

async function until(client: Client, id: string, states: readonly string[], seconds: number): Promise<string> {
  const endMs = performance.now() + seconds * 1_000
  for (;;) {
    const state = await stateOf(client, id)
    if (states.includes(state) || performance.now() > endMs) return state
    await delay(pollMs)
  }
}

async function succeeds(client: Client, id: string, seconds: number): Promise<Finding[]> {
  const startMs = performance.now()
  const state = await until(client, id, ['succeeded', 'failed', 'cancelled'], seconds)
  const took = ((performance.now() - startMs) / 1_000).toFixed(1)
  const what = `the training that was asked for succeeds within ${seconds} s of the recovery`
  return [{ what, holds: state === 'succeeded', seen: `${state} after ${took} s` }]
}

const readsGoOn: GameDay['holds'] = {
  goodput: { events: 0.95, predictions: 0.95, suggestions: 0.9, searches: 0.9, runs: 0.9, learning: 0.9 },
  recoverySeconds: 5,
}

/** Runs stand in Postgres: whatever happens to the queue or the worker, each that was accepted is done. */
export const runDays: readonly GameDay[] = [
  {
    name: 'queue-redis-unavailable',
    fault: 'The queue Redis is stopped, right after a training was asked for',
    async begin(stage) {
      const { client, id } = await startTraining(stage)
      await stage.stack.queueRedis.stop()
      return { end: () => stage.stack.queueRedis.start(), verify: () => succeeds(client, id, 60) }
    },
    holds: readsGoOn,
  },
  {
    name: 'queue-redis-flushed',
    fault: 'The queue Redis loses all keys, right after a training was asked for',
    async begin(stage) {
      const { client, id } = await startTraining(stage)
      const redis = new Redis(stage.stack.queueRedis.url)
      await redis.flushall()
      redis.disconnect()
      return { end() {}, verify: () => succeeds(client, id, 60) }
    },
    holds: readsGoOn,
  },
  {
    name: 'worker-killed-in-a-job',
    fault: 'The worker is killed (SIGKILL) while it trains a model',
    async begin(stage) {
      const { client, id } = await startTraining(stage)
      const state = await until(client, id, ['running', 'succeeded', 'failed'], 20)
      stage.stack.services.worker.kill('SIGKILL')
      const wasRunning: Finding = {
        what: 'the training ran when the worker was killed',
        holds: state === 'running',
        seen: state,
      }
      return {
        end: () => stage.stack.services.worker.ready(),
        verify: async () => [wasRunning, ...(await succeeds(client, id, 30))],
      }
    },
    holds: readsGoOn,
  },
]
