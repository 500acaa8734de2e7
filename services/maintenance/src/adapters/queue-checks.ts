import type { PausedBacklog } from '@inkling/database'
import type { Heartbeats, QueueLook } from '@inkling/queues'
import { type Check, oneLook, pingCheck } from '@inkling/service-kit'

/** A job that has waited longer means that the workers do not keep up. */
const longWaitMs = 600_000
/** Without Redis nobody knows, and the check of Redis says so. */
const withoutAnswer = { status: 'ok', detail: 'unknown' } as const

/** The Redis of the queues answers, a worker lives, and no job has waited for long or is held back. */
export const queueChecks = (
  lookAtQueues: () => Promise<readonly QueueLook[]>,
  heartbeats: Pick<Heartbeats, 'countAlive'>,
  readPaused: () => Promise<readonly PausedBacklog[]>,
): Check[] => {
  const countAlive = oneLook(() => heartbeats.countAlive())
  return [
    pingCheck('queueRedis', 'runs wait until it is back', countAlive),
    {
      name: 'workers',
      loses: 'runs wait until a worker is back',
      withoutAnswer,
      async look() {
        const alive = await countAlive()
        return alive > 0
          ? { status: 'ok', detail: `${alive} alive` }
          : { status: 'down', detail: 'no worker was heard of for 15 s' }
      },
    },
    {
      name: 'queues',
      loses: 'runs start late',
      withoutAnswer,
      async look() {
        const [looks, paused] = await Promise.all([lookAtQueues(), readPaused()])
        const waitedMs = Math.max(...looks.map(({ oldestMs }) => oldestMs))
        const late = waitedMs > longWaitMs ? [`a job has waited for ${Math.round(waitedMs / 60_000)} minutes`] : []
        const detail = [...late, ...paused.map(heldBack)].join('; ')
        return detail === '' ? { status: 'ok' } : { status: 'degraded', detail }
      },
    },
  ]
}

/** Anyone may read it, so it names no tenant. */
function heldBack({ queue, paused, pausedBy, waiting }: PausedBacklog): string {
  const tenants = paused === 1 ? 'a tenant is' : `${paused} tenants are`
  const runs = waiting === 1 ? 'run waits' : 'runs wait'
  return `${queue === null ? tenants : `the queue ${queue} is`} paused by the key ${pausedBy}: ${waiting} ${runs}`
}
