import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { NextItemModel } from '../model/next-item-model.ts'
import { RobotWatch } from './robot-watch.ts'

const startMs = Date.UTC(2026, 10, 30)

/** 200 people, who stay for very different times. */
function peopleIn(model: NextItemModel): number {
  const random = seededRandom(11)
  let atMs = startMs
  for (let person = 0; person < 200; person++)
    for (let step = 0; step < 5; step++) {
      atMs += 2_000 + 60_000 * random() ** 3
      model.apply({ sessionId: `person-${person}`, itemId: `item-${Math.floor(40 * random() ** 2)}`, atMs })
    }
  return atMs
}

it('a training forgets robots, as if their events had never been, but not those that are cleared', () => {
  const [model, other] = [new NextItemModel(), new NextItemModel()]
  const atMs = peopleIn(model)
  peopleIn(other)
  for (let n = 0; n < 30; n++)
    model.apply({ sessionId: 'robot', userId: 'bob', itemId: `item-${n % 25}`, atMs: atMs + (n + 1) * 5_000 })
  const withRobot = model.counts
  expect(model.removeRobots(({ sessionId }) => sessionId === 'robot')).toEqual([])
  expect(model.counts).toEqual(withRobot)
  expect(model.removeRobots()).toEqual([
    { kind: 'uniformTiming', sessionId: 'robot', userId: 'bob', events: 30, startedMs: atMs + 5_000 },
  ])
  expect(model.counts).toEqual(other.counts)
  const asked = { recent: ['item-3'], limit: 10, atMs: atMs + 1 }
  expect(model.predict(asked)).toEqual(other.predict(asked))
})

it('a robot in a stream is forgotten once it looks like one, and is passed by from then on', () => {
  const model = new NextItemModel()
  const atMs = peopleIn(model)
  const before = model.counts
  const watch = new RobotWatch()
  const passed: number[] = []
  for (let n = 0; n < 40; n++) {
    const event = { sessionId: 'robot', itemId: `item-${n % 25}`, atMs: atMs + (n + 1) * 5_000 }
    if (watch.passesBy(model, event)) passed.push(n)
    else {
      model.observe(event)
      watch.look(model, event)
    }
  }
  expect(passed[0]).toBe(12)
  expect(passed).toHaveLength(28)
  expect(model.counts).toEqual(before)
  expect(model.contextOf({ sessionId: 'robot' }).items.length).toBeGreaterThan(0)
})
