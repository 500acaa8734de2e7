import { setTimeout as delay } from 'node:timers/promises'
import type { Feedback } from '@inkling/contracts'
import {
  type Database,
  hasReceipts,
  insertFeedback,
  type ReceiptWriter,
  readDismissals,
  readDismissers,
  readFailedPrefetches,
  readShown,
} from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { feedbackMetrics } from '@inkling/telemetry'
import type { Who } from '../domain/suggestion-sources.ts'

/** Receipts are stored every 250 ms, by the service that answered. */
const waits = { everyMs: 100, times: 5 }
/** The most that an answer waits for what Postgres knows of earlier feedback. */
const readMs = 250

export interface FeedbackStoreOptions {
  readonly database: Database
  readonly receipts: Pick<ReceiptWriter, 'flush'>
  /** With whoever dismissed an item. */
  readonly onStored: (tenantId: string, dismissers: readonly Who[]) => Promise<void>
  readonly metrics?: ReturnType<typeof feedbackMetrics>
}

/** Feedback in Postgres. */
export function feedbackStore({ database, receipts, onStored, metrics = feedbackMetrics() }: FeedbackStoreOptions) {
  const hurried = ({ principal, deadline }: Caller) =>
    database.of({ principal, deadline: new Deadline(Math.min(readMs, deadline.remainingMs)) })
  return {
    /**
     * Feedback is checked against the lists of its receipts, so it waits up to half a second until these are stored.
     * Then it is stored apart until they are.
     */
    async storeFeedback(lines: readonly Feedback[], caller: Caller) {
      const tenant = database.of(caller)
      const awaited = lines.map(({ receiptId }) => receiptId)
      const areStored = () => hasReceipts(tenant, awaited)
      if (!(await areStored())) {
        await receipts.flush()
        for (let n = 0; n < waits.times && !(await areStored()); n++) await delay(waits.everyMs)
      }
      const written = await insertFeedback(tenant, lines)
      const { stored, waiting, refused, dismissers } = written
      metrics.lines.inc({ outcome: 'stored' }, stored - waiting)
      metrics.lines.inc({ outcome: 'waiting' }, waiting)
      metrics.lines.inc({ outcome: 'refused' }, refused.length)
      metrics.lines.inc({ outcome: 'duplicate' }, lines.length - stored - refused.length)
      if (stored > 0) await onStored(tenant.tenantId, dismissers)
      return written
    },
    dismissedBy: (who: Who, caller: Caller) => readDismissals(hurried(caller), who),
    dismissers: (caller: Caller) => readDismissers(hurried(caller)),
    failedAmong: (itemIds: readonly string[], caller: Caller) => readFailedPrefetches(hurried(caller), itemIds),
    /** With what this process has shown just now. */
    async shownTo(who: Who, scenario: string, minutes: number, caller: Caller) {
      await receipts.flush()
      return readShown(hurried(caller), who, scenario, minutes)
    },
  }
}

export type FeedbackStore = ReturnType<typeof feedbackStore>
