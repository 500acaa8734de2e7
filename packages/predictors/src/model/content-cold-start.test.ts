import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { ContentColdStart, withProbability } from './content-cold-start.ts'
import { NextItemModel } from './next-item-model.ts'

/** Items `a0`, `b0`, … are alike when their letters are. */
const letters = ['a', 'b', 'c', 'd']
const alike = (itemId: string) => Array.from({ length: 8 }, (_, n) => `${itemId[0]}${n}`).filter((id) => id !== itemId)

function modelOf(neighboursOf?: (itemId: string) => readonly string[]) {
  const model = new NextItemModel({ ...(neighboursOf && { neighboursOf }) })
  let at = 0
  const visit = (sessionId: string, ...itemIds: string[]) => {
    for (const itemId of itemIds) {
      at += 1000
      model.observe({ itemId, sessionId, userId: `u ${sessionId}`, atMs: at })
    }
  }
  for (let n = 0; n < 40; n++) for (const letter of letters) visit(`${n} ${letter}`, `${letter}0`, `${letter}1`)
  return { model, visit }
}

const ids = (predictions: readonly { itemId: string }[]) => predictions.map(({ itemId }) => itemId)

describe('content neighbours', () => {
  it('predicts an item that nobody has used yet', () => {
    expect(ids(modelOf().model.predict({ recent: ['a0'] }))).not.toContain('a7')
    expect(ids(modelOf(alike).model.predict({ recent: ['a0'] }))).toContain('a7')
  })

  it('predicts from an item that nobody has used yet', () => {
    const [first] = modelOf(alike).model.predict({ recent: ['b9'] })
    expect(first?.itemId).toBe('b0')
  })

  it('lowers the probability of content neighbours that users never go to', () => {
    const { model, visit } = modelOf(alike)
    const before = model.predict({ recent: ['a0'], limit: 50 }).find(({ itemId }) => itemId === 'a7')
    for (let n = 0; n < 300; n++) visit(`more ${n}`, 'a0', 'c0')
    const after = model.predict({ recent: ['a0'], limit: 50 }).find(({ itemId }) => itemId === 'a7')
    expect(after?.probability ?? 0).toBeLessThan((before?.probability ?? 0) / 5)
  })

  it('raises the weight of content where users go to new, similar items', () => {
    const { model, visit } = modelOf((itemId) => [`${itemId} new`])
    for (let n = 0; n < 200; n++) visit(`more ${n}`, `x${n}`, `x${n} new`)
    const [first] = model.predict({ recent: ['never seen'] })
    expect(first?.itemId).toBe('never seen new')
    expect(first?.probability).toBeGreaterThan(0.4)
  })

  it('gives probabilities that sum to at most 1 and fall with rank, and reasons that sum to each', () => {
    const predictions = modelOf(alike).model.predict({ recent: ['a0'], limit: 100, explain: true })
    expect(predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1 + 1e-9)
    expect(predictions).toEqual(predictions.toSorted((a, b) => b.probability - a.probability))
    for (const { probability, reasons = [] } of predictions)
      expect(reasons.reduce((sum, { weight, score }) => sum + weight * score, 0)).toBeCloseTo(probability, 9)
  })

  it('leaves out items below the minimum probability and beyond the limit, with content neighbours too', () => {
    const { model } = modelOf(alike)
    expect(model.predict({ recent: ['a0'], limit: 3 })).toHaveLength(3)
    const probable = model.predict({ recent: ['a0'], limit: 100, minProbability: 0.05 })
    expect(Math.min(...probable.map(({ probability }) => probability))).toBeGreaterThanOrEqual(0.05)
  })

  it('scores content neighbours beside the components, before it learns from them', () => {
    const { model } = modelOf(alike)
    model.observe({ itemId: 'a0', sessionId: 's', atMs: 1e9 })
    const outcomes = model.observe({ itemId: 'a1', sessionId: 's', atMs: 1e9 + 1 })
    expect(outcomes.find(({ model }) => model === 'content')).toMatchObject({ rank: 1 })
  })

  it('keeps the learned weights of content through a snapshot', () => {
    const { model } = modelOf(alike)
    const loaded = NextItemModel.decode(model.encode(), { neighboursOf: alike })
    expect(loaded.predict({ recent: ['a0'], limit: 50 })).toEqual(model.predict({ recent: ['a0'], limit: 50 }))
  })
})

/** A log in which each item of a word is used once, and content whose neighbours are the letters of a word. */
function contentOf(used: string, neighbours: string) {
  const log = new EventLog()
  for (const itemId of used) log.append({ itemId, atMs: 0 })
  const content = new ContentColdStart(log, () => [...neighbours])
  const at = (here: string | undefined) => {
    const item = log.items.names.find(here ?? '')
    return { items: item < 0 ? [] : [item], user: -1, session: -1, atMs: 0 }
  }
  const consider = (here: string | undefined) => content.consider(here, at(here))
  const probabilities = (here: string | undefined) =>
    Object.fromEntries(consider(here).neighbours.map(({ itemId, probability }) => [itemId, probability]))
  return { log, content, at, consider, probabilities }
}

describe('ContentColdStart', () => {
  it('gives the first neighbour 0.1 before any case, and the n-th an n-th of that', () => {
    const { probabilities } = contentOf('ac', 'bcd')
    expect(probabilities('a')).toEqual({ b: 0.1, c: 0.05, d: expect.closeTo(0.1 / 3, 12) })
  })

  it('leaves out neighbours that the session has used, and keeps the places of the others', () => {
    expect(contentOf('a', 'ab').probabilities('a')).toEqual({ b: 0.05 })
  })

  it('reads twenty neighbours, and none where the user is nowhere', () => {
    const { consider } = contentOf('', 'abcdefghijklmnopqrstuvwxyz')
    expect(consider('?').neighbours.map(({ itemId }) => itemId)).toEqual([...'abcdefghijklmnopqrst'])
    expect(consider(undefined)).toEqual({ neighbours: [], evidence: 0 })
  })

  it('has more evidence with each doubling of the uses of the item, up to 64 uses', () => {
    const evidence = [0, 1, 2, 3, 4, 63, 64, 200].map((uses) => contentOf('a'.repeat(uses), 'b').consider('a').evidence)
    expect(evidence).toEqual([0, 0, 1, 1, 2, 5, 6, 6])
  })

  it('mixes content at one half for a new item, and at a quarter after two uses', () => {
    const mixed = (used: string) => {
      const { content, consider } = contentOf(used, 'bc')
      const behaviour = [
        { itemId: 'b', ...withProbability(0.4) },
        { itemId: 'x', ...withProbability(0.3) },
      ]
      return content.mix(behaviour, consider('a'), 10).map(({ itemId, probability }) => [itemId, probability])
    }
    expect(mixed('')).toEqual([
      ['b', expect.closeTo(0.4 / 2 + 0.1 / 2, 12)],
      ['x', 0.15],
      ['c', expect.closeTo(0.05 / 2, 12)],
    ])
    expect(mixed('aa')).toEqual([
      ['b', expect.closeTo((0.4 * 3) / 4 + 0.1 / 4, 12)],
      ['x', expect.closeTo((0.3 * 3) / 4, 12)],
      ['c', expect.closeTo(0.05 / 4, 12)],
    ])
  })

  it('tells content as a reason only if the predictions are explained', () => {
    const { content, consider } = contentOf('', 'bc')
    const reasons = [{ model: 'trend', weight: 0.5, score: 0.8 }]
    const explained = content.mix([{ itemId: 'b', ...withProbability(0.4), reasons }], consider('a'), 10)
    expect(explained.map((prediction) => prediction.reasons)).toEqual([
      [
        { model: 'trend', weight: 0.25, score: 0.8 },
        { model: 'content', weight: 0.5, score: 0.1 },
      ],
      [{ model: 'content', weight: 0.5, score: 0.05 }],
    ])
    for (const prediction of content.mix([{ itemId: 'b', ...withProbability(0.4) }], consider('a'), 10))
      expect(prediction).not.toHaveProperty('reasons')
    expect(content.mix([{ itemId: 'b', ...withProbability(0.4) }], consider('a'), 1)).toHaveLength(1)
  })

  it('counts how often the neighbour at each place comes next, apart for used and unused items', () => {
    const { content, at, consider, probabilities } = contentOf('ac', 'bc')
    content.learn('b', consider('a'), at('a'), 0.5)
    // One of one case for the unused first neighbour, none of one for the used second: the guess counts ten cases.
    expect(probabilities('a')).toEqual({ b: expect.closeTo(2 / 11, 12), c: expect.closeTo(0.5 / 11, 12) })
    const { content: other, at: atOther, consider: considerOther } = contentOf('ab', 'bc')
    other.restore(JSON.parse(JSON.stringify(content.state)))
    expect(considerOther('a').neighbours.map(({ probability }) => probability)).toEqual([0.1, 0.05])
    expect(other.state).toEqual(content.state)
    other.learn('z', considerOther('a'), atOther('a'), 0.5)
    expect(other.state).not.toEqual(content.state)
  })

  it('gives neighbours that always come next a sum of at most 1', () => {
    const { content, at, consider, probabilities } = contentOf('', 'bcd')
    for (let n = 0; n < 50; n++) for (const itemId of 'bcd') content.learn(itemId, consider('a'), at('a'), 0.5)
    expect(Object.values(probabilities('a')).reduce((sum, p) => sum + p, 0)).toBeLessThanOrEqual(1)
    const { content: sure, consider: surely, at: where, log } = contentOf('', 'bcd')
    sure.restore({ ...sure.state, rates: [...Array(40).fill(90), ...Array(40).fill(90)] })
    const [first, second, third] = surely('a').neighbours.map(({ probability }) => probability)
    expect([first, second, third]).toEqual(
      [91, 90.5, 90 + 1 / 3].map((hits) => expect.closeTo(hits / (271 + 5 / 6), 12)),
    )
    // Nothing is left for the others.
    expect(sure.learn('z', surely('a'), where('a'), 0.5).probability).toBeCloseTo(0, 12)
    expect(log.items.live).toBe(0)
  })

  it('tells how content alone did: the rank and probability of the item, or an even share of the rest', () => {
    const { content, at, consider, log } = contentOf('acc', 'bc')
    const fingerprint = log.items.names.fingerprint(log.items.names.find('c'))
    expect(content.learn('c', consider('a'), at('a'), 0.5)).toEqual({
      model: 'content',
      isRepeat: false,
      rank: 2,
      probability: 0.05,
      // The log does not know the first neighbour.
      listed: [{ fingerprint, probability: 0.05, isRepeat: false, happened: true }],
    })
    const { content: fresh, at: where, consider: ask } = contentOf('acc', 'bc')
    expect(fresh.learn('a', ask('a'), where('a'), 0.5)).toMatchObject({
      isRepeat: true,
      rank: 0,
      // Two known items and one place for all unknown ones.
      probability: expect.closeTo(0.85 / 3, 12),
      listed: [{ happened: false }],
    })
  })

  it('trusts content more where it gave the item more probability than behaviour did, for this evidence only', () => {
    const { content, at, consider, log } = contentOf('', 'b')
    for (let n = 0; n < 100; n++) content.learn('b', consider('a'), at('a'), 0.001)
    const ofContent = () => content.mix([], { ...consider('a'), neighbours: [neighbour] }, 1)[0]?.probability
    const neighbour = { itemId: 'b', item: -1, class: 0, probability: 1 }
    expect(ofContent()).toBeGreaterThan(0.9)
    for (let n = 0; n < 4; n++) log.append({ itemId: 'a', atMs: 0 })
    expect(ofContent()).toBeCloseTo(1 / 8, 12)
  })
})

describe('withProbability', () => {
  it('gives the log-odds of a probability, finite for a certain one', () => {
    expect(withProbability(0.5)).toEqual({ probability: 0.5, score: 0 })
    expect(withProbability(0.2).score).toBeCloseTo(Math.log(0.2 / 0.8), 12)
    expect(withProbability(1)).toEqual({ probability: 1, score: expect.closeTo(Math.log(1e9), 5) })
  })
})
