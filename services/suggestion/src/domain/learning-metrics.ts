import type { LearningMetrics } from '@inkling/contracts'
import { meansOf, type Sums } from './means.ts'

interface HourlySums extends Sums {
  readonly hour: Date
}

/** The stored sums about predictions and answers within a window. */
export interface LearningSums {
  readonly sums: readonly Sums[]
  readonly hourly: readonly HourlySums[] | undefined
  readonly weights: readonly LearningMetrics['weights'][number][]
  readonly clicks: readonly { readonly kind: string; readonly receipts: number; readonly clicked: number }[]
  readonly signals?: readonly { readonly kind: string; readonly signal: string; readonly answers: number }[]
}

/** Turns the stored sums of a window into means and rates. */
export const learningMetrics = ({
  sums,
  hourly,
  weights,
  clicks,
  signals,
}: LearningSums): Omit<LearningMetrics, 'window'> => ({
  models: meansOf(sums),
  ...(hourly && { hours: meansOfHours(hourly) }),
  weights: [...weights],
  feedback: clicks.map((counts) => ({
    ...counts,
    clickThroughRate: counts.clicked / counts.receipts,
    ...(signals && { signals: signalsOf(counts.kind, signals) }),
  })),
})

function meansOfHours(sums: readonly HourlySums[]): NonNullable<LearningMetrics['hours']> {
  const byHour = Map.groupBy(sums, ({ hour }) => hour.toISOString())
  return [...byHour].map(([hour, ofHour]) => ({ hour, models: meansOf(ofHour) }))
}

const signalsOf = (kind: string, counts: NonNullable<LearningSums['signals']>): Record<string, number> =>
  Object.fromEntries(counts.flatMap((one) => (one.kind === kind ? [[one.signal, one.answers]] : [])))
