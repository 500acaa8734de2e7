import { describe, expect, it } from 'vitest'
import { describePredictor } from '../../test/predictor-contract.ts'
import { EventLog } from '../log/event-log.ts'
import { NextItemModel } from '../model/next-item-model.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { TimeOfWeek } from './time-of-week.ts'

const hourMs = 3_600_000
const [dayMs, weekMs] = [24 * hourMs, 7 * 24 * hourMs]
/** A Monday at 9. */
const mondayMs = Date.UTC(2026, 0, 5, 9)
const pages = ['news', 'map', 'mail', 'team', 'shop', 'help', 'menu', 'plan', 'wiki', 'jobs', 'bus', 'club']

describePredictor('TimeOfWeek', (log) => new TimeOfWeek(log))

describe('TimeOfWeek', () => {
  /** The score of the one item used once, this much before now. */
  function scoreOf(agoMs: number, daily?: number): number {
    const log = new EventLog()
    const item = log.items.keyOf(log.append({ itemId: 'menu', userId: 'u', atMs: mondayMs - agoMs }))
    const scores = new ScoreAccumulator()
    const component = new TimeOfWeek(log)
    if (daily !== undefined) component.tuning.values.daily = daily
    component.score({ items: [], user: 0, session: -1, atMs: mondayMs }, scores)
    return scores.of(item)
  }

  it('scores an item most if it was used at the same hour of the week, by its distance in hours', () => {
    expect(scoreOf(weekMs)).toBe(1)
    expect(scoreOf(2 * weekMs + hourMs / 2)).toBe(0.5)
    expect(scoreOf(2 * weekMs - hourMs / 4)).toBe(0.75)
    expect(scoreOf(weekMs + hourMs)).toBe(0)
    expect(scoreOf(5 * hourMs)).toBe(0)
  })

  it('scores an item less if it was used at the same hour of another day', () => {
    expect(scoreOf(2 * dayMs)).toBe(0.2)
    expect(scoreOf(3 * dayMs + hourMs / 2)).toBe(0.1)
    expect(scoreOf(3 * dayMs - hourMs / 2, 0.6)).toBeCloseTo(0.3, 12)
    expect(scoreOf(dayMs + hourMs)).toBe(0)
    expect(scoreOf(dayMs, 0)).toBe(0)
  })

  it('is silent if the user or the time is unknown', () => {
    const log = new EventLog()
    log.append({ itemId: 'menu', userId: 'u', atMs: mondayMs })
    const scores = new ScoreAccumulator()
    new TimeOfWeek(log).score({ items: [], user: -1, session: -1, atMs: mondayMs }, scores)
    new TimeOfWeek(log).score({ items: [], user: 0, session: -1, atMs: Number.NaN }, scores)
    expect(scores.size).toBe(0)
  })

  it('adds up all uses of an item except those of the running session, and not the item where the user is', () => {
    const log = new EventLog()
    const use = (itemId: string, sessionId: string, atMs: number) =>
      log.append({ itemId, sessionId, userId: 'u', atMs })
    use('menu', 'one', mondayMs - 2 * weekMs)
    use('menu', 'two', mondayMs - weekMs)
    use('here', 'two', mondayMs - weekMs)
    use('menu', 'running', mondayMs)
    const scores = new ScoreAccumulator()
    const [menu, here] = ['menu', 'here'].map((item) => log.items.names.find(item))
    const session = log.sessions.names.find('running')
    new TimeOfWeek(log).score({ items: [here ?? 0], user: 0, session, atMs: mondayMs }, scores)
    expect([scores.of(menu ?? -1), scores.of(here ?? -1)]).toEqual([2, 0])
  })

  it('reads the newest 300 events of a user', () => {
    const log = new EventLog()
    for (let n = 0; n < 301; n++) log.append({ itemId: n === 0 ? 'old' : 'new', userId: 'u', atMs: mondayMs - weekMs })
    const scores = new ScoreAccumulator()
    new TimeOfWeek(log).score({ items: [], user: 0, session: -1, atMs: mondayMs }, scores)
    expect(['old', 'new'].map((item) => scores.of(log.items.names.find(item)))).toEqual([0, 300])
  })
})

/**
 * Twelve users who use a page at random at every third hour of the day, and of whom each may have a page of its own on
 * Mondays at 9.
 */
function live(weeks: number, isRegular: boolean): { model: NextItemModel; hitRateOnMonday: number } {
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
      const itemId = isRegular && isMonday ? own : anyPage()
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

  it('predicts random use no worse than chance', () => {
    const { blend } = live(12, false).model.metrics
    expect(blend.logLoss).toBeLessThan(1.05 * Math.log(pages.length))
  })
})
