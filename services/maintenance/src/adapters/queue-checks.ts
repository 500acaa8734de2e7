import type { Heartbeats, JobSubmitter } from '@inkling/queues'
import { withTimeout } from '@inkling/resilience'
import { type Check, oneLook, pingCheck } from '@inkling/service-kit'

/** A job that has waited longer means that the workers do not keep up. */
const longWaitMs = 600_000
/** Less than a look may take. */
const hangsAfterMs = 500

/** The Redis of the queues answers, a worker lives, and no job has waited for long. */
export const queueChecks = (
  submitter: Pick<JobSubmitter, 'oldestWaitingMs'>,
  heartbeats: Pick<Heartbeats, 'countAlive'>,
): Check[] => {
  const countAlive = oneLook(() => heartbeats.countAlive())
  return [
    pingCheck('queueRedis', 'runs wait until it is back', countAlive),
    {
      name: 'workers',
      loses: 'runs wait until a worker is back',
      async look() {
        // Without Redis nobody knows, and the check above says so.
        const alive = await withTimeout(countAlive(), hangsAfterMs).catch(() => undefined)
        if (alive === undefined) return { status: 'ok', detail: 'unknown' }
        return alive > 0
          ? { status: 'ok', detail: `${alive} alive` }
          : { status: 'down', detail: 'no worker was heard of for 15 s' }
      },
    },
    {
      name: 'queues',
      loses: 'runs start late',
      async look() {
        const waitedMs = await withTimeout(submitter.oldestWaitingMs(Date.now()), hangsAfterMs).catch(() => undefined)
        if (waitedMs === undefined) return { status: 'ok', detail: 'unknown' }
        if (waitedMs <= longWaitMs) return { status: 'ok' }
        return { status: 'degraded', detail: `a job has waited for ${Math.round(waitedMs / 60_000)} minutes` }
      },
    },
  ]
}
