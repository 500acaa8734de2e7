import type { Ranked } from '@inkling/contracts'
import type { RankedCandidate } from './rank.ts'
import { type SourceName, sourceNames } from './sources.ts'

type Reason = NonNullable<Ranked['reasons']>[number]

/** What the words of a reason name. */
export interface ExplainedContext {
  /** The titles of the items of the context, those that are known. */
  readonly titles: readonly string[]
  readonly query?: string | undefined
  /** For when it is suggested. */
  readonly atMs?: number
  /** Whether it is shown to learn how it is liked. */
  readonly isExplored?: boolean
}

const shownTitles = 2

/**
 * Why an item has its score, in numbers and words, what counts most first. The sum of weight × score over the reasons
 * is the score of the item.
 */
export function explain(
  { scores, factors, score }: RankedCandidate,
  shares: readonly number[],
  context: ExplainedContext,
): Reason[] {
  const bySource = sourceNames.flatMap((model, n): Reason[] => {
    const [weight, given] = [shares[n] as number, scores[n] as number]
    return given > 0 ? [{ model, weight, score: given, text: wordsOf[model](context) }] : []
  })
  const sum = bySource.reduce((total, reason) => total + reason.weight * reason.score, 0)
  const changed = Object.entries(factors).map(([name, factor]) => changeOf(name, factor, sum, score, factors))
  const explored = context.isExplored ? [exploration] : []
  return [...bySource.sort((a, b) => b.weight * b.score - a.weight * a.score), ...changed, ...explored]
}

const exploration: Reason = {
  model: 'exploration',
  weight: 0,
  score: 0,
  text: 'Shown here to learn how it is liked',
}

const named = ({ titles, query }: ExplainedContext): string => {
  const shown = titles.slice(0, shownTitles).map((title) => `“${title}”`)
  if (shown.length === 0) return query === undefined ? 'what is open' : `“${query}”`
  const others = titles.length - shown.length
  return [shown.join(' and '), ...(others > 0 ? [`and ${others} more`] : [])].join(' ')
}

const wordsOf: Readonly<Record<SourceName, (context: ExplainedContext) => string>> = {
  coOccurrence: (context) => `Often used together with ${named(context)}`,
  nextItem: ({ titles }) => (titles.length > 0 ? `Often used after ${named({ titles })}` : 'Likely to be used next'),
  textSimilarity: (context) => `Reads like ${named(context)}`,
  trend: () => 'Used much these days',
  timeOfWeek: ({ atMs }) => `You use it at this hour of the week${hourOf(atMs)}`,
  usualHour: ({ atMs }) => `Often used at this hour of the week${hourOf(atMs)}`,
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function hourOf(atMs: number | undefined): string {
  if (atMs === undefined) return ''
  const at = new Date(atMs)
  return ` (${days[at.getUTCDay()]}, ${at.getUTCHours()}:00 UTC)`
}

const changes: Readonly<Record<string, readonly [lowers: string, raises: string]>> = {
  appeal: ['Clicked less, or dismissed more, than others in its place', 'Clicked more than others in its place'],
  dismissed: ['You dismissed it, or something like it', ''],
  boost: ['Lowered by a rule', 'Raised by a rule'],
}

/** A factor changes the score by its part of the whole change, in proportion to its logarithm. */
function changeOf(name: string, factor: number, sum: number, score: number, factors: RankedCandidate['factors']) {
  const [lowers, raises] = changes[name] ?? [name, name]
  const logs = Object.values(factors).map((each) => Math.log(Math.max(each, 1e-9)))
  const total = logs.reduce((all, log) => all + log, 0)
  const part = total === 0 ? 0 : ((score - sum) * Math.log(Math.max(factor, 1e-9))) / total
  return { model: name, weight: part < 0 ? -1 : 1, score: Math.abs(part), text: factor < 1 ? lowers : raises }
}
