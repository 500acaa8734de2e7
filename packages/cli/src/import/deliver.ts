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

/**
 * Of several lines with one id the last must win. A batch therefore waits for earlier batches that hold one of its
 * items; all others are sent at the same time.
 */
export function deliverItems(client: InklingClient): Deliver<ItemLine> {
  const inFlight = new Map<string, Promise<void>>()
  return async (items, signal) => {
    const earlier = new Set(items.flatMap(({ id }) => inFlight.get(id) ?? []))
    const { promise: isDone, resolve: done } = Promise.withResolvers<void>()
    for (const { id } of items) inFlight.set(id, isDone)
    try {
      await Promise.all(earlier)
      return await putItems(client, items, signal)
    } finally {
      for (const { id } of items) if (inFlight.get(id) === isDone) inFlight.delete(id)
      done()
    }
  }
}

async function putItems(
  client: InklingClient,
  items: readonly ItemLine[],
  signal: AbortSignal,
): Promise<Acknowledgement> {
  const { results } = await client.putItems({ body: items }, { signal })
  const rejected = results.flatMap(({ index, error }) => (error ? [{ index, ...error }] : []))
  return { accepted: items.length - rejected.length, duplicates: 0, rejected }
}
