import type { Database } from '../../client/create-database.ts'
import { asIndexBuilder, buildIndex, dropIndex, type IndexTarget, type OwnerSession } from './build-index.ts'
import {
  type AdviceChange,
  type AppliedAdvice,
  changeAdvice,
  countStatementsOf,
  listAppliedAdvice,
} from './index-advice.ts'
import { judgeIndex } from './judge-index.ts'

export interface CarryOutOptions {
  readonly database: Pick<Database, 'platform'>
  /** Of the owner of the tables. */
  readonly ownerUrl: string
  /** For how long an index is watched at least before it is judged. */
  readonly watchMs: number
  readonly nowMs: () => number
  readonly signal: AbortSignal
  /** Told of each change of state. */
  readonly onChange: (advice: AppliedAdvice) => void
}

const mostAttempts = 5

/**
 * Goes on with what was applied: builds and drops indexes, and judges those that are watched. It may be killed at any
 * time; the next call, also of another process, goes on. Of several processes one does it.
 */
export async function carryOutAdvice(options: CarryOutOptions): Promise<void> {
  const isOpen = ({ state }: AppliedAdvice) => ['building', 'watching', 'dropping'].includes(state)
  const open = (await listAppliedAdvice(options.database)).filter(isOpen)
  if (open.length === 0) return
  await asIndexBuilder(options.ownerUrl, options.signal, async (session) => {
    // Another process may have changed them before this one held the lock.
    for (const advice of (await listAppliedAdvice(options.database)).filter(isOpen))
      if (advice.state === 'watching') await judge(options, advice)
      else await attempt(options, session, advice)
  })
}

async function attempt(options: CarryOutOptions, session: OwnerSession, advice: AppliedAdvice): Promise<void> {
  const target = { table: advice.table, name: advice.index, definition: advice.definition }
  const attempts = advice.attempts + 1
  // Counted before it begins: one that kills its process ends, too.
  await changeAdvice(options.database, advice.id, { attempts })
  try {
    if (attempts > mostAttempts) throw new Error(advice.reason ?? 'It was interrupted again and again')
    await (advice.state === 'building' ? buildIndex : dropIndex)(session, target)
  } catch (error) {
    return giveUp(options, session, { ...advice, attempts }, target, error)
  }
  if (advice.state === 'dropping') return change(options, advice, { state: 'dropped' })
  await watch(options, advice)
}

/** The index of a build that failed is invalid: writers keep it up, and nobody reads it. */
async function giveUp(
  options: CarryOutOptions,
  session: OwnerSession,
  advice: AppliedAdvice,
  target: IndexTarget,
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  await changeAdvice(options.database, advice.id, { reason })
  if (advice.state === 'building') await dropIndex(session, target)
  if (advice.attempts >= mostAttempts) await change(options, advice, { state: 'failed', reason })
}

async function watch(options: CarryOutOptions, advice: AppliedAdvice): Promise<void> {
  const baseline = await countStatementsOf(options.database, advice.table)
  await change(options, advice, { state: 'watching', baseline, readyAt: new Date(options.nowMs()) })
}

async function judge(options: CarryOutOptions, advice: AppliedAdvice): Promise<void> {
  const { role, queryId, beforeMs, promisedMs, baseline, readyAt } = advice
  if (role === null || queryId === null || beforeMs === null || promisedMs === null || !baseline || !readyAt) return
  const watchedMs = options.nowMs() - readyAt.getTime()
  const now = await countStatementsOf(options.database, advice.table)
  const watched = { role, queryId, beforeMs, promisedMs, baseline, watchedMs }
  const verdict = judgeIndex(watched, now, options.watchMs)
  if (verdict.kind === 'count again') await watch(options, advice)
  if (verdict.kind === 'keep') await change(options, advice, { state: 'kept', measuredMs: verdict.measuredMs })
  if (verdict.kind === 'drop') {
    const { reason, measuredMs = null } = verdict
    await change(options, advice, { state: 'dropping', attempts: 0, reason, measuredMs })
  }
}

async function change(options: CarryOutOptions, advice: AppliedAdvice, change: AdviceChange): Promise<void> {
  await changeAdvice(options.database, advice.id, change)
  options.onChange({ ...advice, ...change } as AppliedAdvice)
}
