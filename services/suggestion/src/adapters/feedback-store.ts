import { setTimeout as delay } from 'node:timers/promises'
import type { Feedback } from '@inkling/contracts'
import {
  type Database,
  hasReceipts,
  insertFeedback,
  type ReceiptWriter,
  readDismissed,
  readFailedPrefetches,
} from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'

/** Receipts are stored every 250 ms, by the service that answered. */
const waits = { everyMs: 100, times: 5 }
/** The most that an answer waits for what Postgres knows of earlier feedback. */
const readMs = 250

/** Feedback in Postgres. */
export function feedbackStore(database: Database, receipts: Pick<ReceiptWriter, 'flush'>) {
  const hurried = ({ principal, deadline }: Caller) =>
    database.of({ principal, deadline: new Deadline(Math.min(readMs, deadline.remainingMs)) })
  return {
    /**
     * Feedback is checked against the lists of its receipts and stored with their users, so it waits up to half a
     * second until these are stored. A receipt may have been dropped; its feedback is then stored unchecked.
     */
    async storeFeedback(lines: readonly Feedback[], caller: Caller) {
      const tenant = database.of(caller)
      const awaited = lines.map(({ receiptId }) => receiptId)
      const areStored = () => hasReceipts(tenant, awaited)
      if (!(await areStored())) {
        await receipts.flush()
        for (let n = 0; n < waits.times && !(await areStored()); n++) await delay(waits.everyMs)
      }
      return insertFeedback(tenant, lines)
    },
    dismissedBy: (who: { readonly userId?: string; readonly sessionId?: string }, caller: Caller) =>
      readDismissed(hurried(caller), who),
    failedAmong: (itemIds: readonly string[], caller: Caller) => readFailedPrefetches(hurried(caller), itemIds),
  }
}

export type FeedbackStore = ReturnType<typeof feedbackStore>
