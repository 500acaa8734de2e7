import { redisPrefix } from '@inkling/queues'
import { Queue } from 'bullmq'
import type { Begun, GameDay } from '../game-day.ts'
import { selectGameDays } from '../game-days/index.ts'
import { startTraining } from '../game-days/trainings.ts'
import type { Stage } from '../stage.ts'

export interface AlertDay {
  readonly day: GameDay
  /** The alert that must tell an engineer what was done. */
  readonly alert: string
}

/** What clients see is judged on other game days. */
const holds: GameDay['holds'] = { goodput: {}, recoverySeconds: 60, mayFail: true }

/** Events end with an error, too few for a circuit to open. */
async function failEvents({ faults }: Stage): Promise<Begun> {
  const fault = { kind: 'error', service: 'prediction', dependency: 'Postgres', share: 0.3 } as const
  const { id } = await faults.set({ ...fault, durationMs: 600_000 })
  return { end: () => faults.clear(id) }
}

async function stopPrediction({ stack: { services } }: Stage): Promise<Begun> {
  await services.prediction.stop()
  return { end: () => services.prediction.start() }
}

async function pauseQueue(stage: Stage): Promise<Begun> {
  const queue = new Queue('train', { connection: { url: stage.stack.queueRedis.url }, prefix: redisPrefix })
  await queue.pause()
  await startTraining(stage)
  return {
    async end() {
      await queue.resume()
      await queue.close()
    },
  }
}

async function fillDisk({ stack: { services } }: Stage): Promise<Begun> {
  const signal = () => services.maintenance.kill('SIGPWR')
  signal()
  return { end: signal }
}

const own: readonly (readonly [alert: string, name: string, fault: string, begin: GameDay['begin']])[] = [
  ['ProcessDown', 'prediction-stopped', 'Prediction ends and is not started again', stopPrediction],
  ['FastBurn', 'error-burst', 'Three tenths of the transactions of prediction fail', failEvents],
  ['QueueStalled', 'queue-stalled', 'A training waits in a queue that nobody works off', pauseQueue],
  ['DiskFull', 'disk-nearly-full', 'One hundredth of the disk of maintenance is free', fillDisk],
]

const ofGameDays: Readonly<Record<string, string>> = {
  'postgres-unavailable': 'PostgresUnavailable',
  'postgres-hung': 'PostgresUnavailable',
  'postgres-slow': 'PostgresSlow',
  'cache-redis-unavailable': 'RedisUnavailable',
  'cache-redis-hung': 'RedisUnavailable',
  'queue-redis-unavailable': 'RedisUnavailable',
  'search-hung': 'ProcessDown',
}

/** Each dependency stopped, hung and slow, and what goes wrong without one. */
export const alertDays: readonly AlertDay[] = [
  ...Object.entries(ofGameDays).flatMap(([name, alert]) => selectGameDays([name]).map((day) => ({ day, alert }))),
  ...own.map(([alert, name, fault, begin]) => ({ alert, day: { name, fault, begin, holds } })),
]
