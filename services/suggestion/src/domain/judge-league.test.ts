import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { judgeLeagues, type KnownLeague } from './judge-league.ts'
import type { ShownFeedback } from './learn.ts'

const itemIds = ['a', 'b', 'c', 'd']
/** Orders of the items by the rankings, as ranks. */
const forwards = [0, 1, 2, 3]
const backwards = [3, 2, 1, 0]
const nowMs = Date.parse('2026-11-29T12:00:00Z')
let people = 0

interface Answer {
  readonly serving?: string
  readonly ranks: Readonly<Record<string, readonly (number | null)[]>>
  readonly itemId: string
  readonly signal?: string
  readonly pairs?: readonly number[]
}
const click = ({ serving = '', ranks, itemId, signal = 'click', pairs = [0, 2] }: Answer): ShownFeedback => ({
  ...{ itemId, signal, itemIds, scenario: 'home', atMs: nowMs, userId: `person ${people++}`, sessionId: null },
  details: { pairs, league: { serving, ranks } },
})
const all = () => true

/** Judges page after page, as the service does; the state is stored as JSON between pages. */
function judgeAll(lines: readonly ShownFeedback[], start: readonly KnownLeague[] = [], isCurrent = all) {
  let known = start
  const rulings = []
  for (let from = 0; from < lines.length; from += 20) {
    const judged = judgeLeagues(known, lines.slice(from, from + 20), isCurrent)
    if (judged.leagues.length > 0) known = JSON.parse(JSON.stringify(judged.leagues)) as KnownLeague[]
    rulings.push(...judged.rulings)
  }
  return { league: known[0], known, rulings }
}
/** Clicks on the better of two neighbours with a probability, wherever it stands. */
function clicks(count: number, likes: (random: () => number) => string, answer: Omit<Answer, 'itemId'>, seed = 1) {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => click({ ...answer, itemId: likes(random) }))
}
const lower = (share: number) => (random: () => number) =>
  random() < share ? (random() < 0.5 ? 'b' : 'd') : random() < 0.5 ? 'a' : 'c'
const ranks = { '': forwards, 'better#1': backwards, 'same#1': forwards }

describe('judgeLeagues', () => {
  it('promotes the challenger whose order people prefer, and no other', () => {
    const { league, rulings } = judgeAll(clicks(200, lower(0.8), { ranks }))
    expect(rulings).toEqual([{ at: '2026-11-29T12:00:00.000Z', kind: 'promoted', name: 'better' }])
    expect(league).toMatchObject({ scenario: 'home', serving: 'better#1', rulings })
  })

  it('rejects the challenger whose order people like less', () => {
    const { league } = judgeAll(clicks(200, lower(0.2), { ranks }))
    expect(league?.serving).toBe('')
    expect(league?.state.models.find(({ name }) => name === 'better#1')?.phase).toBe('rejected')
  })

  it('rolls back the one that serves when people’s taste turns, and remembers both rulings', () => {
    const two = { '': forwards, 'better#1': backwards }
    const promoted = judgeAll(clicks(200, lower(0.8), { ranks: two }))
    const turned = clicks(400, lower(0.2), { ranks: two, serving: 'better#1' })
    const { league } = judgeAll(turned, promoted.known)
    expect(league?.serving).toBe('')
    expect(league?.rulings.map(({ kind, name }) => [kind, name])).toEqual([
      ['rolledBack', 'better'],
      ['promoted', 'better'],
    ])
  })

  it('of challengers that are no better, one in twenty at most is ever promoted', () => {
    const promoted = Array.from({ length: 200 }, (_, seed) =>
      judgeAll(clicks(400, lower(0.5), { ranks }, seed)).rulings.some(({ kind }) => kind === 'promoted'),
    ).filter(Boolean)
    expect(promoted.length / 200).toBeLessThanOrEqual(0.05)
  })

  it.each([
    ['whose order no coin decided', { pairs: [] }],
    ['that is a dismissal', { signal: 'dismiss' }],
    ['by a ranking that does not serve now', { serving: 'better#1' }],
  ])('does not count a click %s', (_, own) => {
    expect(judgeAll(clicks(50, lower(1), { ranks, ...own })).known).toEqual([])
  })

  it('an item that a ranking does not list is below all others, and two such are equal', () => {
    const listsNone = { ...ranks, 'none#1': [null, null, null, null], 'half#1': [null, 0, null, 0] }
    const { league } = judgeAll(clicks(100, lower(1), { ranks: listsNone }))
    const phaseOf = (key: string) => league?.state.models.find(({ name }) => name === key)
    expect(league?.serving).toMatch(/^(better|half)#1$/)
    expect(phaseOf('same#1')?.lead.sum).toBeLessThanOrEqual(phaseOf('none#1')?.lead.sum ?? 0)
  })

  it('forgets a challenger that is gone, and what it had shown before its rules were replaced', () => {
    const before = judgeAll(clicks(10, lower(1), { ranks }))
    const { league } = judgeAll(
      clicks(10, lower(1), { ranks: { '': forwards, 'better#2': backwards } }),
      before.known,
      (_scenario?: string, key?: string) => key === '' || key === 'better#2',
    )
    expect(league?.state.models.map(({ name }) => name)).toEqual(['', 'better#2'])
  })
})
