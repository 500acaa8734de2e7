import { isWanted, type ShownFeedback } from './learn.ts'
import type { ShownDetails } from './receipt-details.ts'
import { unitOf } from './role.ts'

/** A click on an answer of an experiment, and whose item it was. */
interface ExperimentClick {
  readonly experimentId: string
  readonly unit: string
  readonly variant: string
  readonly on: 'control' | 'treatment'
  readonly answeredMs: number
  readonly clickedMs: number
}

type Line = ShownFeedback & { readonly answeredMs: number }

/** The clicks, uses, saves and purchases among feedback whose answers were part of an experiment. */
export const experimentClicks = (feedback: readonly Line[]): ExperimentClick[] =>
  feedback.flatMap((line) => {
    const { experiment } = (line.details ?? {}) as Partial<ShownDetails>
    const unit = unitOf(line)
    if (!experiment || unit === undefined || !isWanted(line.signal)) return []
    const { id: experimentId, variant, teams } = experiment
    const on = variant === 'interleaved' ? teams?.[line.itemIds.indexOf(line.itemId)] : variant
    if (on === undefined) return []
    return [{ experimentId, unit, variant, on, answeredMs: line.answeredMs, clickedMs: line.atMs }]
  })
