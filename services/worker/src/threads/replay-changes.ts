import {
  currentHorizon,
  listItemChanges,
  readAllEvents,
  readAllItems,
  readClicks,
  type TenantDatabase,
  type Usage,
} from '@inkling/database'
import { NextItemModel, type Removals } from '@inkling/predictors'
import { SearchIndex } from '@inkling/search-index'
import type { Replay, ReplayedQuality } from '../domain/quality-loss.ts'
import type { ThreadInput, ThreadPorts } from './serve-thread.ts'

export interface ReplayInput extends ThreadInput {
  readonly runId: string
}

/** Of every item that would be changed, the survivor; null if it would be archived. */
type Proposed = ReadonlyMap<string, string | null>

const mostCases = 1_000
const listed = 20
const pageRows = 1_000

/**
 * Replays the newest clicks in searches and the newest uses of items as they are, and as if the changes that a run
 * proposes were made. The models have the default weights; both sides of a comparison have the same ones.
 */
export async function replayChanges(
  { runId }: ReplayInput,
  { tenant }: Pick<ThreadPorts, 'tenant'>,
): Promise<ReplayedQuality> {
  const proposed = await readProposed(tenant, runId)
  return { queries: await replayQueries(tenant, proposed), predictions: await replayUses(tenant, proposed) }
}

async function readProposed(tenant: TenantDatabase, runId: string): Promise<Proposed> {
  const proposed = new Map<string, string | null>()
  for (let afterId: string | undefined = ''; afterId !== undefined; ) {
    const page = await listItemChanges(tenant, runId, afterId, pageRows)
    for (const { itemId, survivorId, state } of page) if (state === 'proposed') proposed.set(itemId, survivorId)
    afterId = page.length === pageRows ? page.at(-1)?.itemId : undefined
  }
  return proposed
}

const survivorOf = (proposed: Proposed, itemId: string) => proposed.get(itemId) ?? itemId

async function replayQueries(tenant: TenantDatabase, proposed: Proposed): Promise<Replay> {
  const clicks = (await readClicks(tenant)).slice(0, mostCases)
  if (clicks.length === 0) return { cases: 0, before: 0, after: 0 }
  const index = new SearchIndex()
  for await (const page of readAllItems(tenant, await currentHorizon(tenant))) for (const item of page) index.put(item)
  const mean = (nameOf: (itemId: string) => string) => {
    const found = (query: string) => index.search({ query, limit: listed }).hits.map(({ id }) => id)
    return meanOf(clicks.map(({ query, itemId }) => reciprocalRank(found(query), nameOf(itemId))))
  }
  const before = mean((itemId) => itemId)
  for (const itemId of proposed.keys()) index.remove(itemId)
  return { cases: clicks.length, before, after: mean((itemId) => survivorOf(proposed, itemId)) }
}

async function replayUses(tenant: TenantDatabase, proposed: Proposed): Promise<Replay> {
  const [before, after] = [new NextItemModel(), new NextItemModel()]
  const removals: Removals = { version: 1, from: (id) => (proposed.has(id) ? Number.NEGATIVE_INFINITY : Infinity) }
  const changed = (usage: Usage): Usage => ({ ...usage, itemId: survivorOf(proposed, usage.itemId) })
  let newest: Usage[] = []
  for await (const page of readAllEvents(tenant, await currentHorizon(tenant))) {
    newest.push(...page)
    for (const usage of newest.slice(0, -mostCases)) {
      before.apply(usage)
      after.apply(changed(usage))
    }
    newest = newest.slice(-mostCases)
  }
  const ranks = newest.map((usage) => ({
    before: replayUse(before, usage),
    after: replayUse(after, changed(usage), removals),
  }))
  return {
    cases: ranks.length,
    before: meanOf(ranks.map((rank) => rank.before)),
    after: meanOf(ranks.map((rank) => rank.after)),
  }
}

/** Predicts the use before the model learns of it. */
function replayUse(model: NextItemModel, usage: Usage, removals?: Removals): number {
  const { itemId, userId, sessionId, atMs } = usage
  const who = { ...(userId !== undefined && { userId }), ...(sessionId !== undefined && { sessionId }) }
  const predicted = model.predict({ ...who, atMs, limit: listed, ...(removals && { removals }) })
  model.apply(usage)
  return reciprocalRank(
    predicted.map((prediction) => prediction.itemId),
    itemId,
  )
}

function reciprocalRank(ids: readonly string[], id: string): number {
  const place = ids.indexOf(id)
  return place < 0 ? 0 : 1 / (place + 1)
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
