import { beforeEach, expect, it, vi } from 'vitest'
import type { Shadow } from '../domain/shadow.ts'
import { ShadowScorer } from './shadow-scorer.ts'

let nowMs = 0
const bench = vi.fn(async () => {})
const ranked: string[] = []
const sources = () => ({}) as never
let scorer: ShadowScorer
beforeEach(() => {
  nowMs = 0
  ranked.length = 0
  bench.mockReset()
  scorer = new ShadowScorer({ bench, clock: () => nowMs })
})

type Ranks = Readonly<Record<string, () => Promise<void>>>
const shadow = (own: Ranks): Shadow => {
  const ranks: Ranks = { ...own, good: async () => void ranked.push('good') }
  return {
    scenario: 'home',
    challengers: Object.keys(ranks).map((key) => ({ key, name: key, rules: {} })),
    rank: (key) => ranks[key]?.() ?? Promise.resolve(),
  }
}
const throws = vi.fn(async () => {
  throw new Error('cannot rank')
})
const busy = async () => {
  nowMs += 60
}
const times = async (count: number, own: Ranks) => {
  for (let n = 0; n < count; n++) await scorer.score('shop', shadow(own), sources)
}

it('a challenger that throws three times in a row is benched, and the others go on', async () => {
  await times(2, { throws })
  expect(bench).not.toHaveBeenCalled()
  await times(3, { throws })
  expect(bench).toHaveBeenCalledExactlyOnceWith('shop', 'home', 'throws', 'failed')
  expect(ranked).toHaveLength(5)
})

it('a challenger that is slow three times in a row is benched', async () => {
  await times(3, { busy })
  expect(bench).toHaveBeenCalledExactlyOnceWith('shop', 'home', 'busy', 'slow')
})

it('a challenger that never answers holds nobody up for longer than its budget', async () => {
  const quick = new ShadowScorer({ bench, budgetMs: 5 })
  for (let n = 0; n < 3; n++) await quick.score('shop', shadow({ hangs: () => new Promise(() => {}) }), sources)
  expect(bench).toHaveBeenCalledExactlyOnceWith('shop', 'home', 'hangs', 'slow')
  expect(ranked).toHaveLength(3)
})

it('two failures and a success bench nobody', async () => {
  await times(2, { flaky: throws })
  await times(1, { flaky: async () => {} })
  await times(2, { flaky: throws })
  expect(bench).not.toHaveBeenCalled()
})

it('a benched one ranks again after an hour, and at once for another tenant', async () => {
  throws.mockClear()
  await times(5, { throws })
  expect(throws).toHaveBeenCalledTimes(3)
  await scorer.score('other', shadow({ throws }), sources)
  expect(throws).toHaveBeenCalledTimes(4)
  nowMs += 3_600_001
  await times(1, { throws })
  expect(throws).toHaveBeenCalledTimes(5)
})

it('ranks at most four answers at once, and skips the challengers of a fifth', async () => {
  const waiting: (() => void)[] = []
  const waits = () => new Promise<void>((resolve) => void waiting.push(resolve))
  const slow = new ShadowScorer({ bench, budgetMs: 10_000 })
  const four = Array.from({ length: 4 }, () => slow.score('shop', shadow({ waits }), sources))
  await slow.score('shop', shadow({}), sources)
  expect(ranked).toEqual([])
  await vi.waitFor(() => expect(waiting).toHaveLength(4))
  for (const end of waiting) end()
  await Promise.all(four)
  expect(ranked).toHaveLength(4)
})

it('does not reject when the benching cannot be stored', async () => {
  bench.mockRejectedValue(new Error('postgres unavailable'))
  await expect(times(3, { throws })).resolves.toBeUndefined()
})
