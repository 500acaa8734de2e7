import { deliverEvents, deliverItems } from '@inkling/cli/deliver'
import { client } from '../../first/client.ts'
import type { Plan } from './plan.ts'

export interface Progress {
  readonly total: number
  readonly sent: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly { readonly index: number; readonly detail: string }[]
  /** Whether everything was sent. */
  readonly isDone: boolean
  /** Why the import stopped. Starting it again sends everything again, which is stored once. */
  readonly error?: unknown
}

/** Sends a file in requests, one after the other, and tells how far it is. */
export async function sendPlan(
  { kind, batches, accepted: total }: Plan,
  tell: (progress: Progress) => void,
): Promise<void> {
  const { signal } = new AbortController()
  const deliver = (kind === 'events' ? deliverEvents(client) : deliverItems(client)) as (
    values: readonly object[],
    signal: AbortSignal,
  ) => Promise<Pick<Progress, 'accepted' | 'duplicates' | 'rejected'>>
  let progress: Progress = { total, sent: 0, accepted: 0, duplicates: 0, rejected: [], isDone: false }
  tell(progress)
  try {
    for (const batch of batches) {
      const { accepted, duplicates, rejected } = await deliver(batch, signal)
      progress = {
        ...progress,
        sent: progress.sent + batch.length,
        accepted: progress.accepted + accepted,
        duplicates: progress.duplicates + duplicates,
        rejected: [...progress.rejected, ...rejected],
      }
      tell(progress)
    }
    tell({ ...progress, isDone: true })
  } catch (error) {
    tell({ ...progress, error })
    throw error
  }
}
