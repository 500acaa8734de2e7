import { describe, expect, it } from 'vitest'
import { judgeGate } from './judge-gate.ts'
import { signedRankP } from './signed-rank.ts'

describe("Wilcoxon's signed-rank test", () => {
  it('counts the choices of signs that are as extreme', () => {
    // Of 2^5 choices, one has a sum of 15; of the ranks 1 to 4, those with a sum of 9 or more are 2 of 16.
    expect(signedRankP([1, 2, 3, 4, 5])).toBeCloseTo(1 / 32)
    expect(signedRankP([-1, 2, 3, 4])).toBeCloseTo(2 / 16)
    expect(signedRankP([-1, -2, -3])).toBe(1)
  })

  it('gives ties their mean rank and leaves out zeros', () => {
    expect(signedRankP([1, 1, 0])).toBeCloseTo(1 / 4)
    expect(signedRankP([-1, 1])).toBeCloseTo(3 / 4)
    expect(signedRankP([])).toBe(1)
  })
})

describe('the gate', () => {
  const losses = [1.08, 1.09, 1.06, 1.1, 1.07, 1.12, 1.06, 1.05]

  it('fails a loss that each of eight rounds shows', () => {
    const [p95, cpu] = judgeGate({ p95: losses, cpu: losses.map((ratio) => 2 - ratio) })
    expect(p95).toMatchObject({ isLoss: true })
    expect(p95?.p).toBeCloseTo(1 / 256)
    expect(cpu).toMatchObject({ isLoss: false })
  })

  it('passes a loss of less than 5 %, however certain', () => {
    expect(judgeGate({ p95: losses.map((ratio) => ratio - 0.04) })[0]?.isLoss).toBe(false)
  })

  it('passes a loss that may be chance', () => {
    expect(judgeGate({ p95: [1.3, 0.8, 1.2, 0.7, 1.3, 0.9, 1.2, 1.1] })[0]?.isLoss).toBe(false)
  })
})
