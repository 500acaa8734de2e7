import type { EmbeddingLearner } from '../embedding/embedding-learner.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Spent, TuneProgress } from './tune-progress.ts'

/** How often the events are learned from for vectors: more often fits them to chance. */
const passes = 4
const eventsBetweenLooks = 1_000

/**
 * Learns vectors from all events several times, oldest first, or from as many of the newest as the budget allows: what
 * was learned last counts most, so every pass ends with the newest.
 * @param until share of the budget after which the learning stops
 */
export function* learnVectors(
  learner: Pick<EmbeddingLearner, 'learn'>,
  log: EventLog,
  until: number,
  spent: Spent,
): Generator<TuneProgress> {
  const { length } = log
  const learn = (from: number, to: number) => {
    for (let event = from; event < to; event++) learner.learn(log, event)
  }
  const newest = Math.max(0, length - eventsBetweenLooks)
  learn(newest, length)
  const began = spent()
  learn(newest, length)
  const perEvent = (spent() - began) / Math.min(length, eventsBetweenLooks)
  const affordable = (until - spent()) / (perEvent * passes)
  const first = Math.max(0, Math.ceil(length - affordable))
  for (let pass = 0; pass < passes; pass++)
    for (let event = first; event < length; event += eventsBetweenLooks) {
      if (spent() >= until) return
      learn(event, Math.min(length, event + eventsBetweenLooks))
      yield { step: 'vectors', fraction: spent() }
    }
}
