import { type Caches, keyOf } from '@inkling/cache'
import { type ReadPast, type ReadReplicas, readLearningReport, type SeenWrite } from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import type { LearningWindow } from '../routes/learning.route.ts'

/** Keeps the past of each window for ten minutes: nothing adds to it, so that it may be old while Redis is late. */
export function learningReader(reports: Pick<ReadReplicas, 'of'>, caches: Pick<Caches, 'define'>) {
  const pasts = caches.define<Awaited<ReturnType<ReadPast>>>({
    ...{ name: 'past-metrics', isShared: false, ttlMs: 600_000, unconfirmedMs: 60_000 },
    sizeBytes: (kinds) => 100 + 2_500 * kinds.length,
  })
  return (window: LearningWindow, caller: Caller, seen?: SeenWrite) =>
    readLearningReport(reports.of(caller, seen), window, (presentFrom, read) => {
      const { tenantId } = caller.principal
      return pasts.get(keyOf(tenantId, `${window.windowHours} ${presentFrom.toISOString()}`), read, {
        tags: ['catalogue'],
      })
    })
}
