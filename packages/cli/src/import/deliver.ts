import type { InklingClient } from '@inkling/client'
import type { Event, ItemLine } from '@inkling/contracts'
import type { BatchLimits } from './batcher.ts'
import type { Acknowledgement } from './tally.ts'

/** Sends one batch and resolves after the server has committed it. */
export type Deliver<T> = (values: readonly T[], signal: AbortSignal) => Promise<Acknowledgement>

/**
 * The most characters of a batch. As UTF-8 and with field names it stays within what the calls accept: 4 and 16 MiB.
 */
export const maxBatchLength = { events: 1024 * 1024, items: 4 * 1024 * 1024 } as const satisfies Record<
  string,
  BatchLimits['length']
>

/** Every event has an id, so a batch may be sent again if its answer was lost. */
export const deliverEvents =
  (client: InklingClient): Deliver<Event> =>
  (events, signal) =>
    client.postEvents({ body: events }, { signal, retry: true })

export const deliverItems =
  (client: InklingClient): Deliver<ItemLine> =>
  async (items, signal) => {
    const { results } = await client.putItems({ body: items }, { signal })
    const rejected = results.flatMap(({ index, error }) =>
      error ? [{ index, code: error.code, detail: error.detail }] : [],
    )
    return { accepted: items.length - rejected.length, duplicates: 0, rejected }
  }
