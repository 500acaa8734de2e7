import { describe, expect, it } from 'vitest'
import { whyWorse } from './why-worse.ts'

const difference = (mean: number, standardError = 0.1, groups = 50) => ({ mean, standardError, groups, cases: 200 })
const none = difference(0)

describe('whyWorse', () => {
  it('takes what is equal, better, or not surely worse', () => {
    expect(whyWorse({ logLoss: none, mrrAt20: none })).toBeUndefined()
    expect(whyWorse({ logLoss: difference(-1), mrrAt20: difference(1) })).toBeUndefined()
    expect(whyWorse({ logLoss: difference(0.2), mrrAt20: difference(-0.2) })).toBeUndefined()
  })

  it('refuses what is surely worse by either measure, and says by how much', () => {
    const byLoss = whyWorse({ logLoss: difference(0.3), mrrAt20: difference(1) })
    expect(byLoss).toBe('log-loss is 0.3000 ± 0.1000 nats higher over 200 cases of 50 sessions')
    expect(whyWorse({ logLoss: difference(-1), mrrAt20: difference(-0.3) })).toContain(
      'MRR@20 is 0.3000 ± 0.1000 lower',
    )
  })

  it('refuses what is worse in every session alike', () => {
    expect(whyWorse({ logLoss: difference(0.01, 0), mrrAt20: none })).toBeDefined()
  })

  it('judges nothing by a few sessions', () => {
    expect(whyWorse({ logLoss: difference(5, 0.1, 19), mrrAt20: none })).toBeUndefined()
  })
})
