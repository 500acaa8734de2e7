import type { Operation } from '../../data/replies.ts'
import type { Tone } from '../../ui/badge.tsx'

/** The measures of a model on the newest sessions, which it had not seen. */
export interface Measured {
  readonly logLoss: number
  readonly mrrAt20: number
  readonly hitRateAt20: number
}

interface TrainingResult {
  readonly refused?: boolean
  readonly reason?: string
  readonly testCases?: number
  readonly candidate?: Measured
  readonly inService?: Measured
}

export const resultOf = ({ result }: Operation): TrainingResult => (result ?? {}) as TrainingResult

export const trainings = (runs: readonly Operation[]): Operation[] =>
  runs.filter(({ kind }) => kind === 'train' || kind === 'refit')

/** Whether a trained model serves, in a word, and why. */
export function verdictOf(run: Operation): { readonly word: string; readonly tone: Tone; readonly why: string } {
  if (run.state === 'failed') return { word: 'failed', tone: 'bad', why: run.error ?? '' }
  if (run.state !== 'succeeded') return { word: run.state, tone: 'plain', why: '' }
  const { refused, reason = '', testCases } = resultOf(run)
  if (refused) return { word: testCases === undefined ? 'kept' : 'rejected', tone: 'warn', why: reason }
  const why = testCases === undefined ? 'There was no trained model before' : 'It predicts no worse than the one before'
  return { word: 'accepted', tone: 'good', why }
}
