import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { temporalPatterns } from './temporal-patterns.ts'

const hourMs = 3_600_000
const weekMs = 168 * hourMs
/** A Monday at 9. */
const mondayMs = Date.UTC(2026, 0, 5, 9)

interface Use {
  readonly itemId: string
  readonly userId?: string
  readonly atMs: number
}
function logOf(uses: readonly Use[]): EventLog {
  const log = new EventLog()
  for (const use of uses.toSorted((a, b) => a.atMs - b.atMs)) log.append(use)
  return log
}

/** Uses at random times of seven weeks. */
function anytime(count: number, items: readonly string[]): Use[] {
  const random = seededRandom(3)
  return Array.from({ length: count }, (_, n) => ({
    itemId: items[n % items.length] ?? '',
    userId: `u${n % 50}`,
    atMs: mondayMs - Math.floor(random() * 7 * weekMs),
  }))
}
/** Three people on each of six Mondays, a quarter past nine. */
const onMondays = (itemId: string): Use[] =>
  Array.from({ length: 18 }, (_, n) => ({
    itemId,
    userId: `reader ${n % 3}`,
    atMs: mondayMs + hourMs / 4 - Math.floor(n / 3) * weekMs,
  }))

describe('temporalPatterns', () => {
  it('finds the item that is used on Mondays at 9, with its support and strength', () => {
    const log = logOf([...anytime(4_000, ['home', 'news', 'map', 'mail']), ...onMondays('report')])
    const patterns = temporalPatterns(log, 10)
    expect(patterns).toMatchObject([
      { itemId: 'report', dayOfWeek: 1, hour: 9, uses: 18, users: 3, weeks: 6, share: 1 },
    ])
    expect(patterns[0]?.lift).toBeGreaterThan(20)
  })

  it('finds nothing where uses are spread at random', () => {
    const items = Array.from({ length: 40 }, (_, n) => `i${n}`)
    expect(temporalPatterns(logOf(anytime(20_000, items)), 10)).toEqual([])
    expect(temporalPatterns(new EventLog(), 10)).toEqual([])
  })

  it('an hour in which everyone is there is no pattern of an item', () => {
    const items = ['home', 'news', 'map']
    const rush = items.flatMap((itemId) => [...onMondays(itemId), ...onMondays(itemId)])
    expect(temporalPatterns(logOf([...rush, ...anytime(300, items)]), 10)).toEqual([])
  })

  it('one busy day is no pattern', () => {
    const once = Array.from({ length: 30 }, (_, n) => ({ itemId: 'sale', userId: `u${n}`, atMs: mondayMs }))
    expect(temporalPatterns(logOf([...anytime(2_000, ['home', 'news']), ...once]), 10)).toEqual([])
  })

  it('lists the strongest first, and no more than asked for', () => {
    const items = ['a', 'b', 'c', 'd'].map((name) => `weekly ${name}`)
    const mixed = items.flatMap((itemId, n) => [...onMondays(itemId), ...anytime(n * 20, [itemId])])
    const log = logOf([...mixed, ...anytime(8_000, ['home', 'news', 'map'])])
    const all = temporalPatterns(log, 10).map(({ itemId }) => itemId)
    expect(all).toEqual(items)
    expect(temporalPatterns(log, 2).map(({ itemId }) => itemId)).toEqual(items.slice(0, 2))
  })
})
