import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { type LearnedRanker, learn, type ShownFeedback } from './learn.ts'
import { firstWeights, sourceNames } from './sources.ts'

const nowMs = Date.parse('2026-11-29T12:00:00Z')
/** Three items: the first is of behaviour, the second of words, the third of neither. */
const scores = [
  [1, 0, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
]
const itemIds = ['behaviour', 'words', 'neither']
let people = 0
const line = (own: Partial<ShownFeedback> = {}): ShownFeedback => ({
  itemId: 'words',
  signal: 'click',
  atMs: nowMs + people * 60_000,
  scenario: 'home',
  itemIds,
  userId: `person ${people++}`,
  sessionId: null,
  details: { sources: sourceNames, scores, weights: firstWeights, version: 0, factors: [] },
  ...own,
})

/** Learns page after page, as the service does. */
function learnAll(lines: readonly ShownFeedback[], pageRows = 50) {
  const rankers = new Map<string, LearnedRanker>()
  const clicks = new Map<string, number>()
  for (let from = 0; from < lines.length; from += pageRows) {
    const learned = learn([...rankers.values()], lines.slice(from, from + pageRows))
    // The state is stored as JSON between pages.
    for (const ranker of learned.rankers) rankers.set(ranker.scenario, JSON.parse(JSON.stringify(ranker)))
    for (const { itemId, clicks: own } of learned.outcomes) clicks.set(itemId, (clicks.get(itemId) ?? 0) + own)
  }
  return { of: (scenario: string) => rankers.get(scenario), clicks }
}
const many = (count: number, own: Partial<ShownFeedback> = {}) => Array.from({ length: count }, () => line(own))

describe('learn', () => {
  it('clicks raise the weight of the source that knew, and lower that of the one that misled', () => {
    const { of } = learnAll(many(200))
    const { coOccurrence = 0, textSimilarity = 0 } = of('home')?.weights ?? {}
    expect(textSimilarity).toBeGreaterThan(firstWeights[2] ?? 0)
    expect(coOccurrence).toBeLessThan(firstWeights[0] ?? 0)
    expect(of('home')?.cases).toBe(200)
  })

  it('dismissals lower the weight of the source that was wrong', () => {
    const { of } = learnAll(many(100, { signal: 'dismiss', itemId: 'behaviour' }))
    expect(of('home')?.weights.coOccurrence).toBeLessThan(firstWeights[0] ?? 0)
  })

  it('signals that say nothing of the choice teach nothing', () => {
    const signals = ['impression', 'prefetchUsed', 'prefetchWasted', 'prefetchFailed']
    expect(
      learn(
        [],
        signals.map((signal) => line({ signal })),
      ),
    ).toEqual({ starts: [], rankers: [], outcomes: [], counted: [] })
  })

  it('each placement learns its own weights, from those of the tenant', () => {
    const home = learnAll(many(200))
    const known = ['', 'home'].flatMap((scenario) => home.of(scenario) ?? [])
    const { rankers } = learn(known, [line({ scenario: 'cart', itemId: 'behaviour' })])
    const cart = rankers.find(({ scenario }) => scenario === 'cart')
    expect(cart?.state.prior).toEqual(home.of('')?.state.weights.weights)
    expect(rankers.map(({ scenario }) => scenario)).not.toContain('home')
  })

  it('a tenant starts from the mean of other tenants, if there is one', () => {
    const { rankers } = learn([], [line()], { coOccurrence: 7 })
    const [first] = rankers
    expect(first?.scenario).toBe('')
    expect(first?.state.prior).toEqual([7, ...firstWeights.slice(1)])
  })

  it('gives the state before the first feedback of the tenant and of each placement, once', () => {
    const { starts, rankers } = learn([], [line(), line(), line({ scenario: 'cart' })])
    expect(starts.map(({ scenario, cases }) => [scenario, cases])).toEqual([
      ['', 0],
      ['home', 0],
      ['cart', 0],
    ])
    expect(starts[0]?.state.weights.weights).toEqual(firstWeights)
    expect(learn(rankers, [line()]).starts).toEqual([])
  })

  it('without a scenario the tenant learns once', () => {
    expect(learnAll(many(10, { scenario: '' })).of('')?.cases).toBe(10)
  })

  it('a person who clicks a thousand times teaches no more than twenty people', () => {
    const spam = learnAll(many(1_000, { userId: 'spammer', atMs: nowMs }))
    const crowd = learnAll(many(20))
    const moved = (learned: typeof spam) =>
      Math.abs((learned.of('home')?.weights.textSimilarity ?? 0) - (firstWeights[2] ?? 0))
    expect(moved(spam)).toBeLessThanOrEqual(moved(crowd) * 1.5)
    expect(spam.clicks.get('words')).toBeLessThanOrEqual(1)
    expect(crowd.clicks.get('words')).toBeCloseTo(20)
  })

  it('the clicks that items got are those that were expected, over all items', () => {
    const { outcomes } = learn([], many(30))
    const sum = (of: 'clicks' | 'expected') => outcomes.reduce((total, outcome) => total + outcome[of], 0)
    expect(sum('expected')).toBeCloseTo(sum('clicks'))
    expect(outcomes.find(({ itemId }) => itemId === 'neither')).toMatchObject({ clicks: 0, dismissals: 0 })
  })

  it('clicks on neighbours whose order a coin decided tell how much a place is looked at', () => {
    const random = seededRandom(5)
    const details = { sources: sourceNames, scores, weights: firstWeights, version: 0, factors: [], pairs: [0] }
    // The lower place gets one click in ten.
    const lines = Array.from({ length: 2_000 }, () => line({ details, itemId: random() < 0.1 ? 'words' : 'behaviour' }))
    const state = learnAll(lines).of('home')?.state.bias
    const [upper = 0, lower = 0] = [state?.upperClicks[0], state?.lowerClicks[0]]
    expect(upper + lower).toBe(2_000)
    expect(lower / (upper + lower)).toBeCloseTo(0.1, 1)
  })

  it('a receipt of a version with other sources teaches nothing', () => {
    const details = { sources: ['coOccurrence', 'oracle'], scores: [[1, 0]], weights: [], version: 0, factors: [] }
    for (const given of [details, null, {}, { sources: sourceNames, scores: [] }])
      expect(learn([], [line({ details: given })]).rankers).toEqual([])
  })

  it('weights that were learned from other sources are learned again from the start', () => {
    const weights = { weights: [1, 2], precisions: [1, 1], choices: 9, minute: 0, minuteWeights: [1, 2] }
    const old = { scenario: '', weights: {}, state: { prior: [1, 1], weights }, cases: 9 } as unknown as LearnedRanker
    expect(learn([old], [line()]).rankers.find(({ scenario }) => scenario === '')?.cases).toBe(1)
  })

  it('nobody’s feedback counts, but all of it together is bounded', () => {
    const { of } = learnAll(many(500, { userId: null, atMs: nowMs }))
    const state = of('')?.state.influence?.people.find(([actor]) => actor === '')
    expect(state?.[1]).toBeLessThanOrEqual(200)
    expect(of('')?.cases).toBeGreaterThan(100)
  })

  it('one network teaches a bounded amount, whatever names its clicks have, and others teach as ever', () => {
    const details = { sources: sourceNames, scores, weights: firstWeights, version: 0, factors: [], visitor: 'robot' }
    const flood = many(2_000, { details, atMs: nowMs })
    const { of, clicks } = learnAll(flood)
    const spent = of('')?.state.influence?.visitors?.find(([network]) => network === 'robot')?.[1]
    expect(spent).toBeLessThanOrEqual(100)
    expect(clicks.get('words')).toBeLessThanOrEqual(101)
    const people = learnAll([...flood, ...many(300, { atMs: nowMs })])
    expect(people.clicks.get('words')).toBeGreaterThan(380)
  })

  it('the state of a tenant with a million people stays small', () => {
    const { rankers } = learn([], many(5_000))
    expect(JSON.stringify(rankers.find(({ scenario }) => scenario === '')?.state).length).toBeLessThan(200_000)
  })
})
