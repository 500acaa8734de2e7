import { describe, expect, it } from 'vitest'
import { describePredictor } from '../../test/predictor-contract.ts'
import { EventLog } from '../log/event-log.ts'
import { NextItemModel } from '../model/next-item-model.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { TimeOfWeek } from './time-of-week.ts'

const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs
/** A Monday at 9. */
const mondayMs = Date.UTC(2026, 0, 5, 9)
const pages = ['news', 'map', 'mail', 'team', 'shop', 'help', 'menu', 'plan', 'wiki', 'jobs', 'bus', 'club']

describePredictor('TimeOfWeek', (log) => new TimeOfWeek(log))

describe('TimeOfWeek', () => {
  /** The score of the one item used once, this much before now. */
  function scoreOf(agoMs: number): number {
    const log = new EventLog()
    const item = log.items.keyOf(log.append({ itemId: 'menu', userId: 'u', atMs: mondayMs - agoMs }))
    const scores = new ScoreAccumulator()
    new TimeOfWeek(log).score({ items: [], user: 0, session: -1, atMs: mondayMs }, scores)
    return scores.of(item)
  }

  it('counts what was used at the same hour of the week most, then what was used at the same hour of another day', () => {
    expect(scoreOf(weekMs)).toBe(1)
    expect(scoreOf(2 * weekMs + hourMs / 2)).toBe(0.5)
    expect(scoreOf(2 * 24 * hourMs)).toBe(0.2)
    expect(scoreOf(5 * hourMs)).toBe(0)
  })

  it('sleeps where the user or the time is not known', () => {
    const log = new EventLog()
    log.append({ itemId: 'menu', userId: 'u', atMs: mondayMs })
    const scores = new ScoreAccumulator()
    new TimeOfWeek(log).score({ items: [], user: -1, session: -1, atMs: mondayMs }, scores)
    new TimeOfWeek(log).score({ items: [], user: 0, session: -1, atMs: Number.NaN }, scores)
    expect(scores.size).toBe(0)
  })
})

/** Twelve users who use a page at random at every third hour of the day, and of whom each may have a page of its own on Mondays at 9. */
function live(weeks: number, hasRoutine: boolean): { model: NextItemModel; hitRateOnMonday: number } {
  const model = new NextItemModel()
  let seed = 1
  const anyPage = () => {
    seed = (seed * 48_271) % 0x7fffffff
    return pages[seed % pages.length]!
  }
  let [asked, hits] = [0, 0]
  for (let atMs = mondayMs; atMs < mondayMs + weeks * weekMs; atMs += 8 * hourMs) {
    const isMonday = (atMs - mondayMs) % weekMs === 0
    for (let user = 0; user < 12; user++) {
      const userId = `u${user}`
      const own = pages[user % pages.length]!
      const itemId = hasRoutine && isMonday ? own : anyPage()
      if (isMonday && atMs > mondayMs + (weeks / 2) * weekMs) {
        asked++
        if (model.predict({ userId, atMs, limit: 1 })[0]?.itemId === itemId) hits++
      }
      model.observe({ itemId, userId, atMs })
    }
  }
  return { model, hitRateOnMonday: hits / asked }
}

describe('the blend with TimeOfWeek', () => {
  it('learns which page a user reads every Monday at 9', () => {
    expect(live(12, true).hitRateOnMonday).toBeGreaterThan(0.8)
  })

  it('loses nothing where there is no routine: it foresees chance no worse than chance', () => {
    const { blend } = live(12, false).model.metrics
    expect(blend.logLoss).toBeLessThan(1.05 * Math.log(pages.length))
  })
})
