import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { findRobots, type RobotKind, usualSessions } from './find-robots.ts'

const startMs = Date.UTC(2026, 10, 30)
const minuteMs = 60_000

/** 300 people who each look at 2 to 21 of 100 items, for very different times, and return to some. */
function people(log: EventLog, pauseMs = (random: () => number) => 2_000 + 60_000 * random() ** 3): void {
  const random = seededRandom(11)
  for (let person = 0; person < 300; person++) {
    let atMs = startMs + person * 30 * minuteMs
    for (let step = 2 + Math.floor(20 * random() ** 2); step > 0; step--) {
      add(log, `person-${person}`, Math.floor(100 * random() ** 2), atMs)
      atMs += pauseMs(random)
    }
  }
}

/** At the end of the log, because that takes events in the order of time. */
const robotStartMs = startMs + 301 * 30 * minuteMs
const add = (log: EventLog, sessionId: string, item: number, atMs: number) =>
  log.append({ sessionId, itemId: `item-${item}`, atMs })

function robot(log: EventLog, events: number, itemAt: (n: number) => number, pauseMs: (n: number) => number): void {
  let atMs = Math.max(robotStartMs, log.newestMs + 1)
  for (let n = 0; n < events; n++) {
    add(log, 'robot', itemAt(n), atMs)
    atMs += pauseMs(n)
  }
}

const found = (log: EventLog): [string, RobotKind][] =>
  findRobots(log).map(({ session, kind }) => [log.sessions.names.nameOf(session), kind])

const random = seededRandom(3)
const humanPause = () => 2_000 + 60_000 * random() ** 3
const anyItem = () => Math.floor(100 * random())

it('takes nobody for a robot among people', () => {
  const log = new EventLog()
  people(log)
  expect(found(log)).toEqual([])
})

it.each<[RobotKind, number, (n: number) => number, (n: number) => number]>([
  ['uniformTiming', 30, anyItem, () => 5_000 + 200 * random()],
  ['breadth', 200, (n) => 1_000 + n, humanPause],
  ['noDwell', 30, anyItem, () => 20 + 300 * random()],
  ['circling', 30, (n) => n % 4, humanPause],
])('finds a robot by %s', (kind, events, itemAt, pauseMs) => {
  const log = new EventLog()
  people(log)
  robot(log, events, itemAt, pauseMs)
  expect(found(log)).toEqual([['robot', kind]])
})

it('a basket of many items is no robot', () => {
  const log = new EventLog()
  people(log)
  robot(
    log,
    30,
    (n) => n,
    (n) => (n % 15 === 14 ? humanPause() : 0),
  )
  expect(found(log)).toEqual([])
})

it('a few steps are too few to tell', () => {
  const log = new EventLog()
  people(log)
  robot(log, 11, anyItem, () => 5_000)
  expect(found(log)).toEqual([])
})

it('says nothing by times that the recorder made up: every second, or all at once', () => {
  for (const pauseMs of [1_000, 0]) {
    const log = new EventLog()
    people(log, () => pauseMs)
    robot(log, 30, anyItem, () => pauseMs)
    expect(found(log)).toEqual([])
    expect(usualSessions(log).ignored.has('uniformTiming')).toBe(pauseMs > 0)
  }
})

it('one item that is opened again and again is no circle', () => {
  const log = new EventLog()
  people(log)
  robot(log, 30, () => 1, humanPause)
  expect(found(log)).toEqual([])
})
