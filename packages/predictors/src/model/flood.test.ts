import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { NextItemModel } from './next-item-model.ts'

const startMs = Date.UTC(2026, 10, 21)
const minuteMs = 60_000
const pens = Array.from({ length: 10 }, (_, n) => `pen${n}`)

/** 300 visitors who each look at five pens: 1,500 events, in which each pen is used more than the one after it. */
function shop(): NextItemModel {
  const model = new NextItemModel()
  const random = seededRandom(7)
  for (let visitor = 0; visitor < 300; visitor++)
    for (let step = 0; step < 5; step++) {
      const itemId = pens[Math.floor(pens.length * random() ** 2)] ?? ''
      model.observe({ itemId, sessionId: `visitor-${visitor}`, atMs: startMs + (visitor * 5 + step) * minuteMs })
    }
  return model
}

const endMs = startMs + 1_500 * minuteMs
const toAnyone = (model: NextItemModel) => model.predict({ limit: 10, atMs: endMs }).map(({ itemId }) => itemId)
const following = (model: NextItemModel, itemId: string) => model.predict({ recent: [itemId], limit: 10, atMs: endMs })

type Source = (n: number) => { sessionId?: string; userId?: string }
const oneSession: Source = () => ({ sessionId: 'bot' })
const oneUser: Source = () => ({ userId: 'bot' })
const sessionsOfOneUser: Source = (n) => ({ userId: 'bot', sessionId: `bot-${n >> 1}` })

/** The source goes from one item to the other and back, all the time. */
function flood(model: NextItemModel, source: Source, [one, other]: readonly [string, string], events = 5_000): void {
  for (let n = 0; n < events; n++)
    model.observe({ itemId: n % 2 ? other : one, ...source(n), atMs: endMs - minuteMs + n * 10 })
}

describe.each([
  ['one session', oneSession],
  ['one user', oneUser],
  ['many sessions of one user', sessionsOfOneUser],
])('a flood of 5,000 views by %s', (_name, source) => {
  it('leaves the list of unknown users as it was', () => {
    const model = shop()
    const before = toAnyone(model)
    flood(model, source, ['pen3', 'pen9'])
    expect(toAnyone(model)).toEqual(before)
  })

  it('does not lead what follows an item that others use', () => {
    const model = shop()
    const [usual] = following(model, 'pen3')
    flood(model, source, ['pen3', 'pen9'])
    expect(following(model, 'pen3')[0]?.itemId).toBe(usual?.itemId)
  })

  it('leaves the weights of the components nearly as they were', () => {
    const model = shop()
    const { weights: before } = model
    flood(model, source, ['pen3', 'pen9'])
    for (const [name, weight] of Object.entries(model.weights))
      expect(Math.abs(weight - (before[name] ?? 0))).toBeLessThan(0.1)
  })

  it('shows a new item to unknown users as one visitor more, not as 2,500', () => {
    const model = shop()
    flood(model, source, ['new-a', 'new-b'])
    expect(
      toAnyone(model)
        .slice(0, 8)
        .filter((itemId) => itemId.startsWith('new')),
    ).toEqual([])
  })
})

it('a prediction knows where a source is whose events are no longer counted', () => {
  const model = shop()
  flood(model, oneSession, ['pen3', 'pen9'], 1_001)
  const items = (sessionId: string) =>
    model.contextOf({ sessionId }).items.map((item) => model.log.items.names.nameOf(item))
  expect(items('bot').at(-1)).toBe('pen3')
  model.observe({ itemId: 'pen1', sessionId: 'bot', atMs: endMs })
  expect(items('bot').at(-1)).toBe('pen1')
})

it('a source counts again the day after', () => {
  const model = shop()
  const before = model.counts.events
  const use = (atMs: number) => model.apply({ itemId: 'a', userId: 'u', atMs })
  for (let n = 0; n < 100; n++) use(endMs + n)
  expect(model.counts.events - before).toBe(8)
  use(endMs + 25 * 60 * minuteMs)
  expect(model.counts.events - before).toBe(9)
})

it('a source whose tenant has hardly any other counts without limit', () => {
  const model = new NextItemModel()
  for (let n = 0; n < 1_000; n++) model.apply({ itemId: `pen${n % 3}`, sessionId: 's', atMs: startMs + n })
  expect(model.counts.events).toBe(1_000)
})
