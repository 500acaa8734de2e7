import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { UsualHour } from './usual-hour.ts'

const hourMs = 3_600_000
const weekMs = 168 * hourMs
const mondayMs = Date.UTC(2026, 0, 5, 9)

function logOf(uses: readonly (readonly [string, number])[]): EventLog {
  const log = new EventLog()
  for (const [itemId, atMs] of uses.toSorted(([, a], [, b]) => a - b)) log.append({ itemId, atMs })
  return log
}

function itemsAt(log: EventLog, atMs: number, limit = 10): [string, number][] {
  const top = new UsualHour(log).itemsAt(atMs, limit)
  return Array.from({ length: top.size }, (_, n) => [log.items.names.nameOf(top.key(n)), top.score(n)])
}

describe('UsualHour', () => {
  const everyHour = Array.from({ length: 4 * 168 }, (_, n) => ['home', mondayMs - n * hourMs - 60_000] as const)
  const onMondays = [1, 2, 3, 4].map((week) => ['report', mondayMs - week * weekMs + 60_000] as const)

  it('an item that is used at this hour of the week comes before one that is used at every hour', () => {
    expect(itemsAt(logOf([...everyHour, ...onMondays]), mondayMs).map(([item]) => item)).toEqual(['report', 'home'])
  })

  it('the score is the cosine between the item and the hour', () => {
    const uses = [...onMondays, ['report', mondayMs - weekMs + 5 * hourMs] as const]
    expect(itemsAt(logOf(uses), mondayMs)).toEqual([['report', 4 / Math.sqrt(4 * 5)]])
  })

  it('reads an hour to both sides, four weeks back, and nothing else', () => {
    const at = (itemId: string, agoMs: number) => [itemId, mondayMs - agoMs] as const
    const uses = [
      at('before', weekMs + hourMs - 1),
      at('after', weekMs - hourMs),
      at('too early', weekMs + hourMs),
      at('too late', weekMs - hourMs - 1),
      at('too old', 5 * weekMs),
      at('now', 0),
    ]
    expect(itemsAt(logOf(uses), mondayMs).map(([item]) => item)).toEqual(['after', 'before'])
  })

  it('removed events count no more, wherever they are', () => {
    const uses = [...onMondays, ['gone', mondayMs - weekMs] as const]
    for (const removed of [0, 1, 2, 3, 4]) {
      const log = logOf(uses)
      log.remove(removed)
      const left = uses.toSorted(([, a], [, b]) => a - b).filter((_, n) => n !== removed)
      expect(itemsAt(log, mondayMs)).toEqual(itemsAt(logOf(left), mondayMs))
    }
  })

  it('leaves out removed items and respects the limit', () => {
    const log = logOf([...onMondays, ['menu', mondayMs - weekMs]])
    const menu = log.items.names.find('menu')
    expect(new UsualHour(log).itemsAt(mondayMs, 10, (item) => item === menu).size).toBe(1)
    expect(itemsAt(log, mondayMs, 1)).toHaveLength(1)
    expect(itemsAt(new EventLog(), mondayMs)).toEqual([])
  })
})
