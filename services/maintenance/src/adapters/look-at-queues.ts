import { type Database, readBacklogs } from '@inkling/database'
import { isRunJob, type JobSubmitter, type QueueLook } from '@inkling/queues'
import type { queueMetrics } from '@inkling/telemetry'

/**
 * What waits in each queue. Runs wait in Postgres until a worker begins them. Rejects while queue Redis or Postgres
 * does not answer.
 */
export async function lookAtQueues(
  database: Pick<Database, 'platform'>,
  submitter: Pick<JobSubmitter, 'look'>,
  nowMs: number,
): Promise<QueueLook[]> {
  const [looks, backlogs] = await Promise.all([submitter.look(nowMs), readBacklogs(database)])
  return looks.map((look) => {
    if (!isRunJob(look.queue)) return look
    const backlog = backlogs.find(({ kind }) => kind === look.queue)
    return { ...look, waiting: backlog?.waiting ?? 0, oldestMs: backlog ? Math.max(0, nowMs - backlog.oldestMs) : 0 }
  })
}

export function measureQueues(
  looks: readonly QueueLook[],
  { waiting, stalled, oldest }: Pick<ReturnType<typeof queueMetrics>, 'waiting' | 'stalled' | 'oldest'>,
): void {
  for (const { queue, waiting: count, active, oldestMs } of looks) {
    waiting.set({ queue }, count)
    stalled.set({ queue }, active > 0 ? 0 : count)
    oldest.set({ queue }, oldestMs / 1_000)
  }
}
