/** What was counted of a statement. */
interface Counted {
  readonly calls: number
  readonly totalMs: number
}

export interface CountedStatement extends Counted {
  readonly role: string
  readonly queryId: string
  /** Whether it may write the table. */
  readonly writes: boolean
}

export interface WatchedIndex {
  readonly role: string
  readonly queryId: string
  /** The time of a call: before, and as promised. */
  readonly beforeMs: number
  readonly promisedMs: number
  /** How long it has been there. */
  readonly watchedMs: number
  /** What was counted when it was ready. */
  readonly baseline: readonly CountedStatement[]
}

export type Verdict =
  | { readonly kind: 'wait' | 'count again' }
  | { readonly kind: 'keep'; readonly measuredMs: number }
  | { readonly kind: 'drop'; readonly measuredMs: number | undefined; readonly reason: string }

/** A mean of fewer calls tells little, unless there are no more in a day. */
const enoughCalls = 20
const longestMs = 24 * 3_600_000
/** An index that gains less than this share of its promise goes. */
const leastOfPromise = 0.5
/** Means of statements vary; a writer is slower if its mean rose by more than this. */
const slower = 1.3

/**
 * Whether an index pays: its statement gains at least half of the promise, and writers do not lose more than that.
 * @param now what is counted now of the statements of the baseline
 * @param leastMs for how long it is watched at least
 */
export function judgeIndex(index: WatchedIndex, now: readonly CountedStatement[], leastMs: number): Verdict {
  const since = index.baseline.map((before) => ({ ...before, since: countedSince(before, now) }))
  if (since.some(({ since }) => since === undefined)) return { kind: 'count again' }
  const own = since.find(({ role, queryId }) => role === index.role && queryId === index.queryId)?.since
  const isLate = index.watchedMs >= longestMs
  if (!isLate && (index.watchedMs < leastMs || (own?.calls ?? 0) < enoughCalls)) return { kind: 'wait' }
  if (!own || own.calls === 0)
    return { kind: 'drop', measuredMs: undefined, reason: 'The statement was not called for a day' }
  const measuredMs = own.totalMs / own.calls
  const savedMs = (index.beforeMs - measuredMs) * own.calls
  if (index.beforeMs - measuredMs < leastOfPromise * (index.beforeMs - index.promisedMs))
    return { kind: 'drop', measuredMs, reason: 'The statement gained less than half of the promise' }
  const lostMs = since.reduce((sum, { since, ...before }) => sum + (before.writes ? lost(before, since) : 0), 0)
  if (lostMs > savedMs) return { kind: 'drop', measuredMs, reason: 'Writes lost more time than the statement gained' }
  return { kind: 'keep', measuredMs }
}

/** Undefined if the counts were reset. */
function countedSince({ role, queryId, calls, totalMs }: CountedStatement, now: readonly CountedStatement[]) {
  const found = now.find((one) => one.role === role && one.queryId === queryId) ?? { calls: 0, totalMs: 0 }
  return found.calls < calls ? undefined : { calls: found.calls - calls, totalMs: found.totalMs - totalMs }
}

function lost(before: Counted, since: Counted | undefined): number {
  if (!since || since.calls < enoughCalls || before.calls < enoughCalls) return 0
  const [meanBefore, mean] = [before.totalMs / before.calls, since.totalMs / since.calls]
  return mean > slower * meanBefore ? (mean - meanBefore) * since.calls : 0
}
