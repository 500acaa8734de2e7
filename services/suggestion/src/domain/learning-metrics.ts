import type { LearningMetrics } from '@inkling/contracts'
import { type AnswerSums, answerMeasures, type SignalCount } from './answer-measures.ts'
import { meansOf, type Sums, windowMeansOf } from './means.ts'

interface InHour {
  readonly hour: Date
}

/** The stored sums about predictions and answers within a window. */
export interface LearningSums {
  readonly sums: readonly Sums[]
  readonly hourly: readonly (Sums & InHour)[] | undefined
  readonly hourlyAnswers: readonly (AnswerSums & InHour)[] | undefined
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
    ...(sums.hourly && { hours: hoursOf(sums.hourly, sums.hourlyAnswers ?? [], knownItems) }),
    weights: [...sums.weights],
    ...answerMeasures(sums.answers, sums.signals, knownItems),
    unjoined: sums.waiting,
  }
}

/** Oldest first; hours without predictions and answers are left out. Signals are told of the whole window only. */
function hoursOf(
  models: readonly (Sums & InHour)[],
  answers: readonly (AnswerSums & InHour)[],
  knownItems: number,
): NonNullable<LearningMetrics['hours']> {
  const keyOf = ({ hour }: InHour) => hour.toISOString()
  const [byModel, byAnswer] = [Map.groupBy(models, keyOf), Map.groupBy(answers, keyOf)]
  return [...new Set([...byModel.keys(), ...byAnswer.keys()])].toSorted().map((hour) => ({
    hour,
    models: meansOf(byModel.get(hour) ?? []),
    ...answerMeasures(byAnswer.get(hour) ?? [], [], knownItems),
  }))
}
