import fc from 'fast-check'
import { expect, it } from 'vitest'
import { History } from './history.ts'
import { matches } from './matches.ts'

const process = { service: 'search', instance: 'a:1' }
const hourMs = 3_600_000
const counter = (value: number, name = 'drifts') => [{ name, labels: {}, value }]
const riseOf = (history: History, nowMs: number, name = 'drifts') => history.over(name, hourMs, nowMs)[0]?.rise

it('a counter rises by what it gained, also across restarts of its process', () => {
  const values = fc.array(fc.tuple(fc.nat(9), fc.boolean()), { minLength: 2, maxLength: 60 })
  fc.assert(
    fc.property(values, (steps) => {
      const history = new History(hourMs)
      let [value, gained] = [100, 0]
      history.add(process, counter(value), 0)
      for (const [place, [gain, restarts]] of steps.entries()) {
        // A process that restarts and at once counts more than before hides its restart.
        value = restarts && gain < value ? gain : value + gain
        gained += gain
        history.add(process, counter(value), (place + 1) * 10_000)
      }
      expect(riseOf(history, steps.length * 10_000)).toBe(gained)
    }),
  )
})

it('a counter rises over any span by what it gained, also after older points are forgotten', () => {
  const gains = fc.array(fc.constantFrom(0, 0, 0, 1, 5), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(gains, fc.integer({ min: 1, max: 12 }), (steps, looks) => {
      const history = new History(120_000)
      const totals = steps.map((_, place) => steps.slice(0, place + 1).reduce<number>((sum, gain) => sum + gain, 0))
      for (const [place, total] of totals.entries()) {
        const nowMs = place * 10_000
        history.add(process, counter(total), nowMs)
        history.trim(nowMs)
        const before = totals[Math.max(0, place - looks)] ?? 0
        expect(history.over('drifts', looks * 10_000, nowMs)).toMatchObject([{ rise: total - before }])
      }
    }),
  )
})

it('a counter that a known process shows for the first time was 0 before, and that of an unknown one has any past', () => {
  const history = new History(hourMs)
  history.add(process, counter(7, 'old'), 10_000)
  history.add(process, [...counter(7, 'old'), ...counter(2, 'new')], 20_000)
  expect([riseOf(history, 20_000, 'old'), riseOf(history, 20_000, 'new')]).toEqual([0, 2])
})

it('forgets what is too old, and the present of a process that is gone', () => {
  const history = new History(hourMs)
  history.add(process, counter(1), 0)
  expect(history.latest('drifts', 30_000)).toHaveLength(1)
  expect(history.latest('drifts', 30_001)).toEqual([])
  history.trim(hourMs + 1)
  expect(history.over('drifts', hourMs, hourMs + 1)).toEqual([])
})

it('a process that does not answer has no present until it answers again, and keeps its past', () => {
  const history = new History(hourMs)
  history.add(process, counter(1), 0)
  history.miss(process)
  expect(history.latest('drifts', 0)).toEqual([])
  history.add(process, counter(3), 10_000)
  expect(history.latest('drifts', 10_000)).toMatchObject([{ value: 3 }])
  expect(riseOf(history, 10_000)).toBe(2)
})

it.each([
  ['circuit="Postgres"', true],
  ['circuit!="Postgres"', false],
  ['circuit=~"Post.*"', true],
  ['circuit=~"gres"', false],
  ['circuit!~"Post.*"', false],
  ['absent=""', true],
])('%s fits a circuit of Postgres: %s', (matcher, expected) => {
  expect(matches({ circuit: 'Postgres' }, [matcher])).toBe(expected)
})

it('rejects a matcher that cannot be read', () => {
  expect(() => matches({}, ['circuit'])).toThrow('got circuit')
})
