import {
  contentRows,
  currentHorizon,
  forgetProposals,
  type ItemAge,
  proposeArchives,
  readAllEvents,
  readClicks,
  readItemAges,
  readItemContents,
} from '@inkling/database'
import { decayedUses, halfLifeOf } from '@inkling/hygiene'
import type { JobPayload } from '@inkling/queues'
import type { ThreadInput, ThreadPorts } from './serve-thread.ts'

export type FindUnusedInput = ThreadInput &
  Pick<JobPayload<'decay'>, 'runId' | 'halfLifeDays' | 'halfLives' | 'leastScore' | 'graceDays'> & {
    readonly nowMs: number
  }

/** The result of a run. */
export interface UnusedItems {
  readonly items: number
  /** The uses of items that were counted. */
  readonly uses: number
  /** How many items would be archived. */
  readonly changes: number
  readonly samples: readonly { readonly itemId: string; readonly score: number; readonly title: string }[]
}

const samples = 10
const dayMs = 86_400_000

/**
 * Stores that each item be archived whose uses have decayed below the least score and that was created before the days
 * of grace. A click in a search that was also told as an event counts as two uses. Without any use of an item it
 * proposes nothing: the tenant does not record uses.
 */
export async function findUnused(
  { runId, nowMs, leastScore, graceDays, ...options }: FindUnusedInput,
  { tenant, onProgress }: Pick<ThreadPorts, 'tenant' | 'onProgress'>,
): Promise<UnusedItems> {
  await forgetProposals(tenant, runId)
  const items = await readItemAges(tenant)
  const { scores, uses } = await scoresOf(items, nowMs, options, tenant)
  onProgress(0.8)
  const isUnused = ({ id, createdMs }: ItemAge) =>
    (scores.get(id) ?? 0) < leastScore && createdMs < nowMs - graceDays * dayMs
  const unused = uses > 0 ? items.filter(isUnused) : []
  await proposeArchives(tenant, runId, unused)
  const shown = unused.slice(0, Math.min(samples, contentRows)).map(({ id }) => id)
  const contents = await readItemContents(tenant, shown)
  return {
    items: items.length,
    uses,
    changes: unused.length,
    samples: contents.map(({ id, title }) => ({ itemId: id, score: scores.get(id) ?? 0, title })),
  }
}

type HalfLives = Pick<FindUnusedInput, 'halfLifeDays' | 'halfLives'>

/** Of every item that was used, what is left of its uses. */
async function scoresOf(
  items: readonly ItemAge[],
  nowMs: number,
  { halfLifeDays, halfLives }: HalfLives,
  tenant: ThreadPorts['tenant'],
) {
  const halfLifeDaysByKind = Object.fromEntries(halfLives.map(({ kind, days }) => [kind, days]))
  const days = new Map(
    items.map(({ id, kind }) => [id, halfLifeOf(kind ?? undefined, { halfLifeDays, halfLifeDaysByKind })]),
  )
  const scores = new Map<string, number>()
  let uses = 0
  const add = (itemId: string, atMs: number) => {
    const halfLife = days.get(itemId)
    if (halfLife === undefined) return
    uses++
    scores.set(itemId, (scores.get(itemId) ?? 0) + decayedUses([{ count: 1, atMs }], nowMs, halfLife))
  }
  for await (const page of readAllEvents(tenant, await currentHorizon(tenant)))
    for (const { itemId, atMs } of page) add(itemId, atMs)
  for (const { itemId, atMs } of await readClicks(tenant)) add(itemId, atMs)
  return { scores, uses }
}
