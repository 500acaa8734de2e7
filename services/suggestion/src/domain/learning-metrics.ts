import type { LearningMetrics } from '@inkling/contracts'
import { type AnswerSums, answerMeasures, type SignalCount } from './answer-measures.ts'
import { meansOf, type Sums, windowMeansOf } from './means.ts'

/** Of an hour or a day. */
interface Apart {
  readonly at: Date
}

/** The stored sums about predictions and answers within a window. */
export interface LearningSums {
  readonly sums: readonly Sums[]
  readonly apart:
    | {
        readonly by: 'hour' | 'day'
        readonly models: readonly (Sums & Apart)[]
        readonly answers: readonly (AnswerSums & Apart)[]
      }
    | undefined
  readonly weights: readonly LearningMetrics['weights'][number][]
  readonly answers: readonly AnswerSums[]
  readonly signals: readonly SignalCount[]
  readonly waiting: LearningMetrics['unjoined']
}

/** Turns the stored sums of a window into means and rates. */
export function learningMetrics(sums: LearningSums): Omit<LearningMetrics, 'window'> {
  const knownItems = sums.sums.reduce((most, row) => Math.max(most, row.knownItems), 0)
  return {
    models: windowMeansOf(sums.sums),
    ...apartOf(sums, knownItems),
    weights: [...sums.weights],
    ...answerMeasures(sums.answers, sums.signals, knownItems),
    unjoined: sums.waiting,
  }
}

/** Oldest first; those without predictions and answers are left out. Signals are told of the whole window only. */
function apartOf({ apart }: LearningSums, knownItems: number): Pick<LearningMetrics, 'hours' | 'days'> {
  if (!apart) return {}
  const keyOf = ({ at }: Apart) => at.toISOString()
  const [byModel, byAnswer] = [Map.groupBy(apart.models, keyOf), Map.groupBy(apart.answers, keyOf)]
  const all = [...new Set([...byModel.keys(), ...byAnswer.keys()])].toSorted().map((at) => ({
    at,
    models: meansOf(byModel.get(at) ?? []),
    ...answerMeasures(byAnswer.get(at) ?? [], [], knownItems),
  }))
  return apart.by === 'hour'
    ? { hours: all.map(({ at, ...measures }) => ({ hour: at, ...measures })) }
    : { days: all.map(({ at, ...measures }) => ({ day: at.slice(0, 10), ...measures })) }
}
