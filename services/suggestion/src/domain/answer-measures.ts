import type { LearningMetrics } from '@inkling/contracts'
import { distinctOf } from '@inkling/learning'
import { wilsonInterval } from './wilson-interval.ts'

/** Sums over the answers of one kind, in a window or in one hour. */
export interface AnswerSums {
  readonly kind: string
  /** A placement of suggestions, '' for answers of none; null for all of them. */
  readonly scenario: string | null
  readonly answers: number
  readonly clicked: number
  readonly reciprocalRank: number
  readonly clicksAt1: number
  readonly clicksAt5: number
  readonly clicksAt10: number
  /** How many bits are set in a `DistinctCount` of the shown items. */
  readonly shownBits: number
}

export interface SignalCount {
  readonly kind: string
  readonly scenario: string
  readonly signal: string
  readonly answers: number
}

type ByKind = LearningMetrics['feedback']
type ByScenario = LearningMetrics['scenarios']

/** What became of answers, by kind, and of suggestions by placement. @param knownItems Those that could be shown. */
export function answerMeasures(
  rows: readonly AnswerSums[],
  signals: readonly SignalCount[],
  knownItems: number,
): { feedback: ByKind; scenarios: ByScenario } {
  return {
    feedback: rows.flatMap((row) => {
      const own = signals.filter(({ kind }) => kind === row.kind)
      return row.scenario === null ? [{ kind: row.kind, ...measuresOf(row, own, knownItems) }] : []
    }),
    scenarios: rows.flatMap((row) => {
      if (row.kind !== 'suggestion' || row.scenario === null) return []
      const own = signals.filter(({ kind, scenario }) => kind === row.kind && scenario === row.scenario)
      return [{ scenario: row.scenario, ...measuresOf(row, own, knownItems) }]
    }),
  }
}

function measuresOf(row: AnswerSums, signals: readonly SignalCount[], knownItems: number) {
  const { answers, clicked, reciprocalRank, clicksAt1, clicksAt5, clicksAt10, shownBits } = row
  const bySignal: Record<string, number> = {}
  for (const { signal, answers: count } of signals) bySignal[signal] = (bySignal[signal] ?? 0) + count
  const share = (count: number) => (answers > 0 ? count / answers : 0)
  return {
    receipts: answers,
    clicked,
    signals: bySignal,
    clickThroughRate: share(clicked),
    clickThroughRateInterval: wilsonInterval(clicked, answers),
    precisionAt1: share(clicksAt1),
    precisionAt5: share(clicksAt5 / 5),
    precisionAt10: share(clicksAt10 / 10),
    mrr: share(reciprocalRank),
    coverage: knownItems > 0 ? Math.min(1, distinctOf(shownBits) / knownItems) : 0,
  }
}
