import type { Replayed } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { describe, expect, it } from 'vitest'
import { explainReceipt, type RecordedReceipt } from './explain-receipt.ts'
import type { ShownDetails } from './receipt-details.ts'
import { replay } from './replay.ts'
import { firstWeights, sourceNames } from './sources.ts'

const details: ShownDetails = {
  ...{ version: 4, models: { prediction: '9.5' }, sources: sourceNames, weights: firstWeights, diversity: 0 },
  shares: [3 / 5.5, 0, 2.5 / 5.5, 0, 0, 0],
  scores: [
    [0.5, 0, 1, 0, 0, 0],
    [1, 0, 0, 0, 0, 0],
  ],
  factors: [{}, { appeal: 0.5 }],
}
const scores = [(3 / 5.5) * 0.5 + 2.5 / 5.5, (3 / 5.5) * 0.5].map(Math.fround)
const receipt = (own: Partial<RecordedReceipt> = {}): RecordedReceipt => ({
  ...{ id: 'rcp_1', kind: 'suggestion', createdAt: new Date('2026-11-29T12:00:00Z'), userId: 'ann', sessionId: null },
  ...{ scenario: 'home', itemIds: ['c', 'b'], scores, propensities: [1, 0.95], epoch: 41 },
  ...{ request: { context: { itemIds: ['a'] }, limit: 2 }, requestDigest: 'd1', details },
  feedback: [{ itemId: 'b', signal: 'click', occurredAt: '2026-11-29T12:00:05Z' }],
  ...own,
})
const version = 'weights 4, prediction 9.5'
const answers =
  (own: Partial<Replayed> = {}) =>
  async (): Promise<Replayed> => ({
    ...{ version, epoch: 57 },
    data: ['c', 'b'].map((itemId, n) => ({ itemId, score: scores[n] ?? 0 })),
    ...own,
  })
const other = { data: [{ itemId: 'x', score: 1 }] }

describe('replay', () => {
  it('the same answer is identical, whatever the version', async () => {
    expect(await replay(receipt(), answers())).toEqual({ outcome: 'identical', ranking: 'identical' })
    expect(await replay(receipt(), answers({ version: 'newer' }))).toMatchObject({ outcome: 'identical' })
  })

  it('another answer of another version says what has changed', async () => {
    expect(await replay(receipt(), answers({ ...other, version: 'weights 4, prediction 12.8' }))).toEqual({
      outcome: 'changed',
      because:
        'The model has changed since (version weights 4, prediction 9.5 then, weights 4, prediction 12.8 now). ' +
        'It knew changes up to epoch 41, and knows those up to 57',
      data: other.data,
      ranking: 'identical',
    })
  })

  it('the same models are no change, in whatever order Postgres returns them', async () => {
    const models = { search: 'b.1', prediction: '9.5' }
    const now = { ...other, version: 'weights 4, prediction 9.5, search b.1' }
    expect((await replay(receipt({ details: { ...details, models } }), answers(now))).because).toBe(
      'The models are the same. What users clicked or dismissed has changed since',
    )
  })

  it('another answer of the same model is a fault, but for a suggestion, which follows feedback', async () => {
    const prediction = receipt({ kind: 'prediction', details: { version: '9.5' } })
    expect(await replay(prediction, answers({ ...other, version: '9.5' }))).toMatchObject({ outcome: 'different' })
    expect(await replay(receipt(), answers(other))).toMatchObject({ outcome: 'changed' })
  })

  const revision = { events: 40, late: 0, cases: 12, moves: 1, removed: 0, alike: 7 }
  it.each([
    [{ cases: 15 }, 'its weights have learned from 3 events since'],
    [{ cases: 2 }, 'its weights were learned again, from fewer events'],
    [{ events: 41, cases: 13 }, 'it has 1 more event; its weights have learned from 1 event since'],
    [{ events: 38, moves: 2 }, 'it has 2 events fewer; events were taken out of it or left out, or it was built again'],
    [{ late: 3 }, 'events that arrived late have taken their places'],
    [{ removed: 5 }, 'other items are deleted, merged or set to expire'],
    [{ alike: 8 }, 'other items resemble the item where the user was'],
  ])('another prediction by a model of which %j has changed since says what that was', async (own, words) => {
    const prediction = receipt({ kind: 'prediction', details: { version: '9.5', revision } })
    const now = { ...other, version: '9.5', revision: { ...revision, ...own } }
    expect(await replay(prediction, answers(now))).toEqual({
      outcome: 'changed',
      because: `The model has changed since: ${words}. It knew changes up to epoch 41, and knows those up to 57`,
      data: other.data,
    })
    expect(await replay(prediction, answers({ ...now, revision }))).toMatchObject({ outcome: 'different' })
  })

  it.each([
    ['another order', [1, 0]],
    ['another score', [0.9, 0.1]],
  ])('%s is another answer', async (_, given) => {
    const data = ['c', 'b'].map((itemId, n) => ({ itemId, score: given[n] ?? 0 }))
    expect((await replay(receipt(), answers({ data }))).outcome).toBe('changed')
  })

  it('what chance decided is no other answer', async () => {
    const swapped = { data: ['b', 'c'].map((itemId, n) => ({ itemId, score: scores[1 - n] ?? 0 })) }
    const unexplored = { data: ['c', 'x'].map((itemId, n) => ({ itemId, score: n === 0 ? (scores[0] ?? 0) : 0.4 })) }
    const outcome = async (own: Partial<ShownDetails>, now: Partial<Replayed>) =>
      (await replay(receipt({ details: { ...details, ...own } }), answers(now))).outcome
    expect(await outcome({ pairs: [0] }, swapped)).toBe('identical')
    expect(await outcome({ pairs: [0] }, {})).toBe('identical')
    expect(await outcome({}, swapped)).toBe('changed')
    expect(await outcome({ explored: [1] }, unexplored)).toBe('identical')
    expect(await outcome({ explored: [0] }, unexplored)).toBe('changed')
    expect(await outcome({ pairs: [0] }, other)).toBe('changed')
  })

  it('says why an answer cannot be made again', async () => {
    const broken = async () => {
      throw new InklingError('dependency_unavailable', 'prediction unavailable: circuit open')
    }
    expect(await replay(receipt(), broken)).toMatchObject({
      outcome: 'unavailable',
      because: 'prediction unavailable: circuit open',
      ranking: 'identical',
    })
    expect(await replay(receipt({ request: null }), answers())).toMatchObject({ outcome: 'unavailable' })
  })

  it('a list that its recorded scores and weights do not give is different', async () => {
    const ranking = async (own: Partial<ShownDetails>, also: Partial<RecordedReceipt> = {}) =>
      (await replay(receipt({ details: { ...details, ...own }, ...also }), answers())).ranking
    expect(await ranking({ weights: [9, 2, 2.5, 0, 0, 0] })).toBe('different')
    expect(await ranking({ factors: [{}, {}] })).toBe('different')
    const swapped = { scores: scores.toReversed(), itemIds: ['b', 'c'] }
    const turned = { scores: details.scores.toReversed(), factors: details.factors.toReversed() }
    expect(await ranking(turned, swapped)).toBe('different')
    expect(await ranking({ ...turned, pairs: [0] }, swapped)).toBe('identical')
    expect(await ranking({ ...turned, diversity: 0.5 }, swapped)).toBe('identical')
  })
})

describe('explainReceipt', () => {
  it('tells what was asked, of which each score was made, and what became of it', () => {
    const explained = explainReceipt(receipt())
    expect(explained).toMatchObject({
      ...{ id: 'rcp_1', kind: 'suggestion', createdAt: '2026-11-29T12:00:00.000Z', userId: 'ann', scenario: 'home' },
      ...{ request: { limit: 2 }, requestDigest: 'd1', epoch: 41, model: { version, weights: { coOccurrence: 3 } } },
    })
    expect(explained).not.toHaveProperty('sessionId')
    const [c, b] = explained.items
    expect(c).toMatchObject({ itemId: 'c', position: 1, propensity: 1, feedback: [] })
    expect(b).toMatchObject({ position: 2, feedback: [{ signal: 'click' }] })
    for (const { score, reasons = [] } of explained.items)
      expect(reasons.reduce((sum, reason) => sum + reason.weight * reason.score, 0)).toBeCloseTo(score, 5)
    expect(explained.summary).toEqual([
      'A suggestion of 2 items for the user ann for the placement home, by what was known up to epoch 41.',
      'It was ranked by version 4 of the learned weights: coOccurrence 55 %, textSimilarity 45 %.',
      '1 signal received: click on b.',
    ])
  })

  it('names the hour of the week for which the answer was given, or that of its context', () => {
    const timely = { ...details, scores: details.scores.map(() => [0, 0, 0, 0, 0, 1]), shares: [0, 0, 0, 0, 0, 1] }
    const textOf = (own: Partial<RecordedReceipt>) =>
      explainReceipt(receipt({ details: timely, ...own })).items[0]?.reasons?.[0]?.text
    expect(textOf({})).toBe('Often used at this hour of the week (Sunday, 12:00 UTC)')
    expect(textOf({ request: { context: { at: '2026-11-30T09:30:00+01:00' } } })).toBe(
      'Often used at this hour of the week (Monday, 8:00 UTC)',
    )
  })

  it('names the places that were randomised', () => {
    const { summary, items } = explainReceipt(receipt({ details: { ...details, explored: [1], pairs: [0] } }))
    expect(summary).toContain('Place 2 shows an item from further down, to learn how it is liked.')
    expect(summary).toContain('A coin decided the order of the places 1 and 2.')
    expect(items[1]?.reasons?.map(({ model }) => model)).toContain('exploration')
  })

  it('reads receipts of older versions, and of other answers', () => {
    const old = receipt({ details: null, request: null, requestDigest: null, scenario: null, propensities: null })
    expect(explainReceipt(old).items).toEqual([
      { itemId: 'c', position: 1, score: scores[0], feedback: [] },
      { itemId: 'b', position: 2, score: scores[1], feedback: [expect.objectContaining({ signal: 'click' })] },
    ])
    expect(explainReceipt(receipt({ kind: 'search', details: { version: 'p.7.1' } })).model).toEqual({
      version: 'p.7.1',
    })
    const ofOtherSources = { ...details, shares: [1], scores: [[1], [1]] }
    expect(explainReceipt(receipt({ details: ofOtherSources })).items[0]).not.toHaveProperty('reasons')
  })
})
