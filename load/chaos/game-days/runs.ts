import { Redis } from 'ioredis'
import type { Finding, GameDay } from '../game-day.ts'
import { startTraining, succeeds, until } from './trainings.ts'

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
