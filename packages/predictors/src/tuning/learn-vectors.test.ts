import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { learnVectors } from './learn-vectors.ts'

/** How often each event of a log is learned from, if that takes a millisecond of the budget. */
function learned(events: number, budgetMs: number): number[] {
  const log = new EventLog()
  for (let n = 0; n < events; n++) log.append({ itemId: 'a', sessionId: 's', atMs: n })
  const times = Array<number>(events).fill(0)
  let nowMs = 0
  const learner = {
    learn: (_: EventLog, event: number) => {
      nowMs++
      times[event] = (times[event] ?? 0) + 1
    },
  }
  const steps = learnVectors(learner, log, 1, () => Math.min(1, nowMs / budgetMs))
  while (!steps.next().done);
  return times
}

describe('learnVectors', () => {
  it('learns from every event four times, and from those that measure the pace twice more', () => {
    expect(learned(2_500, 1e6)).toEqual([...Array(1_500).fill(4), ...Array(1_000).fill(6)])
    expect(learned(0, 1e6)).toEqual([])
  })

  it('learns from as many of the newest events as four passes are affordable of', () => {
    expect(learned(5_000, 10_000)).toEqual([...Array(3_000).fill(0), ...Array(1_000).fill(4), ...Array(1_000).fill(6)])
  })
})
