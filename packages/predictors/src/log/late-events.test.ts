import { beforeEach, describe, expect, it } from 'vitest'
import { EventLog } from './event-log.ts'
import { LateEvents } from './late-events.ts'

let log: EventLog
let late: LateEvents
let nowMs = 0
/** Each look at the clock takes 10 ms. */
const clock = () => {
  nowMs += 10
  return nowMs
}
const event = (atMs: number) => ({ itemId: 'a', sessionId: `s${atMs}`, atMs })

beforeEach(() => {
  nowMs = 0
  log = new EventLog()
  for (let n = 0; n < 30_000; n++) log.append(event(n))
  late = new LateEvents(log, clock)
})

describe('late events', () => {
  it('are due at once if few events are newer, however often they come', () => {
    for (let n = 0; n < 3; n++) {
      late.add(event(29_000))
      expect(late.isDue).toBe(true)
      late.settle()
      expect(late.isDue).toBe(false)
    }
    expect(log.size).toBe(30_003)
  })

  it('from far back wait, so that placing them takes at most a tenth of the time', () => {
    late.add(event(5))
    expect(late.isDue).toBe(true)
    late.settle()
    late.add(event(6))
    expect(late.isDue).toBe(false)
    nowMs += 200
    expect(late.isDue).toBe(true)
  })

  it('are full with an eighth of the log, or with a tenth of what it may hold', () => {
    for (let n = 0; n < 3_750; n++) {
      expect(late.isFull).toBe(false)
      late.add(event(n))
    }
    expect(late.isFull).toBe(true)
    const small = new EventLog({ capacity: 20 })
    for (let n = 0; n < 10; n++) small.append(event(n))
    const few = new LateEvents(small, clock)
    few.add(event(1))
    expect(few.isFull).toBe(false)
    few.add(event(1))
    expect(few.isFull).toBe(true)
  })
})
