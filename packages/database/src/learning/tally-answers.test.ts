import { describe, expect, it } from 'vitest'
import { type AnswerFeedback, tallyAnswers } from './tally-answers.ts'

const line = (itemId: string, signal: string, own: Partial<AnswerFeedback> = {}): AnswerFeedback => ({
  ...{ receiptId: 'r', kind: 'suggestion', scenario: 'home', itemIds: ['a', 'b', 'c'] },
  ...{ answeredMs: Date.parse('2026-11-29T12:34:56Z'), earlier: [] },
  itemId,
  signal,
  ...own,
})
const changed = (...lines: AnswerFeedback[]) => tallyAnswers(lines).changes
const none = { clicked: 0, reciprocalRank: 0, clicksAt1: 0, clicksAt5: 0, clicksAt10: 0 }

describe('tallyAnswers', () => {
  it('counts a click by the hour of its answer, and by the rank of its item', () => {
    const hour = '2026-11-29T12:00:00.000Z'
    expect(changed(line('b', 'click'))).toEqual([
      {
        hour,
        kind: 'suggestion',
        scenario: 'home',
        ...none,
        clicked: 1,
        reciprocalRank: 0.5,
        clicksAt5: 1,
        clicksAt10: 1,
      },
    ])
  })

  it('an answer counts as clicked once, and each of its items once', () => {
    const earlier = [['b', 'click']] as const
    expect(changed(line('b', 'use', { earlier }))).toMatchObject([none])
    expect(changed(line('a', 'click', { earlier }))).toMatchObject([
      { ...none, clicksAt1: 1, clicksAt5: 1, clicksAt10: 1 },
    ])
  })

  it('signals that the item was not wanted change no click', () => {
    const signals = ['impression', 'dismiss', 'prefetchWasted', 'prefetchFailed']
    expect(changed(...signals.map((signal) => line('a', signal)))).toEqual([])
    expect(changed(line('a', 'click', { earlier: [['a', 'impression']] }))).toMatchObject([{ clicked: 1 }])
  })

  it('counts each signal once per answer', () => {
    const lines = [
      line('a', 'impression'),
      line('b', 'impression', { earlier: [['a', 'impression']] }),
      line('a', 'impression', { receiptId: 'other' }),
      line('a', 'dismiss'),
    ]
    expect(tallyAnswers(lines).signals.map(({ signal, answers }) => [signal, answers])).toEqual([
      ['impression', 2],
      ['dismiss', 1],
    ])
  })

  it('keeps kinds, placements and hours apart', () => {
    const own = [{ kind: 'search' }, { scenario: '' }, { answeredMs: 0 }]
    expect(changed(line('a', 'click'), ...own.map((each) => line('a', 'click', each)))).toHaveLength(4)
  })
})
