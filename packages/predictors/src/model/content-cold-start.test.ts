import { describe, expect, it } from 'vitest'
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
