import { describe, expect, it } from 'vitest'
import { whyWorse } from './why-worse.ts'

const difference = (mean: number, standardError = 0.1, groups = 50) => ({ mean, standardError, groups, cases: 200 })
const none = difference(0)

describe('whyWorse', () => {
  it('accepts a candidate that is equal, better, or not certainly worse', () => {
    expect(whyWorse({ logLoss: none, mrrAt20: none })).toBeUndefined()
    expect(whyWorse({ logLoss: difference(-1), mrrAt20: difference(1) })).toBeUndefined()
    expect(whyWorse({ logLoss: difference(0.2), mrrAt20: difference(-0.2) })).toBeUndefined()
  })

  it('rejects a candidate that is certainly worse by log-loss, and says by how much', () => {
    const reason = whyWorse({ logLoss: difference(0.3), mrrAt20: difference(1) })
    expect(reason).toBe('log-loss is 0.3000 ± 0.1000 nats higher over 200 cases of 50 sessions')
  })

  it('rejects a candidate that is certainly worse by reciprocal rank, and says by how much', () => {
    const reason = whyWorse({ logLoss: difference(-1), mrrAt20: difference(-0.3) })
    expect(reason).toBe('MRR@20 is 0.3000 ± 0.1000 lower over 200 cases of 50 sessions')
  })

  it('rejects a candidate only beyond 2.33 standard errors', () => {
    const exactly = difference(2.33, 1)
    const beyond = difference(2.3301, 1)
    expect(whyWorse({ logLoss: exactly, mrrAt20: none })).toBeUndefined()
    expect(whyWorse({ logLoss: beyond, mrrAt20: none })).toMatch(/^log-loss/)
    expect(whyWorse({ logLoss: none, mrrAt20: { ...exactly, mean: -2.33 } })).toBeUndefined()
    expect(whyWorse({ logLoss: none, mrrAt20: { ...beyond, mean: -2.3301 } })).toMatch(/^MRR@20/)
  })

  it('rejects a candidate that is worse by the same amount in every session', () => {
    const reason = whyWorse({ logLoss: difference(0.01, 0), mrrAt20: none })
    expect(reason).toBe('log-loss is 0.0100 ± 0.0000 nats higher over 200 cases of 50 sessions')
  })

  it('compares from 20 sessions on', () => {
    expect(whyWorse({ logLoss: difference(5, 0.1, 19), mrrAt20: none })).toBeUndefined()
    expect(whyWorse({ logLoss: difference(5, 0.1, 20), mrrAt20: none })).toMatch(/of 20 sessions$/)
  })
})
