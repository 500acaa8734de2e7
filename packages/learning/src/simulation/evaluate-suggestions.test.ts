import { describe, expect, it } from 'vitest'
import { evaluateSuggestions, type SuggestionsEvaluation } from './evaluate-suggestions.ts'
import { SimulatedUsers } from './simulated-users.ts'

const options = {
  seeds: 2,
  feedbacks: 1_000,
  feedbacksAfterFlip: 1_500,
  limit: 8,
  swapRate: 0.1,
  explorationRate: 0.05,
  biasAnswers: 5_000,
}

function evaluate(changed: Partial<typeof options> = {}): SuggestionsEvaluation {
  const steps = evaluateSuggestions({ ...options, ...changed })
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

describe('evaluateSuggestions', () => {
  const report = evaluate()
  const [before, after] = report.phases

  it('learns from wrong weights to 95 % of the click rate of the oracle', () => {
    expect(before?.points[0]?.learned).toBeLessThan(0.5)
    expect(before?.points[0]?.learned).toBe(before?.points[0]?.fixed)
    expect(before?.points.at(-1)).toMatchObject({ feedbacks: 1_000 })
    expect(before?.points.at(-1)?.learnedWorst).toBeGreaterThan(0.95)
  })

  it('recovers to 90 % after the preferences flip', () => {
    expect(after?.points[0]?.learned).toBeLessThan(0.5)
    expect(after?.points.at(-1)?.learnedWorst).toBeGreaterThan(0.9)
  })

  it('reports less regret than the fixed weights while these are wrong', () => {
    expect(before?.regret).toBeGreaterThan(0)
    expect(before?.regret).toBeLessThan((before?.fixedRegret ?? 0) / 5)
    expect(before?.oracleClickRate).toBeGreaterThan(0.3)
  })

  it('estimates the position bias, at little cost', () => {
    const { curve, meanError, worstError, keptClickRate, clicks } = report.positionBias
    expect(curve).toHaveLength(8)
    expect(meanError).toBeLessThan(0.15)
    expect(worstError).toBeGreaterThan(meanError)
    expect(clicks).toBeGreaterThan(2_000)
    expect(keptClickRate).toBeGreaterThan(0.95)
    expect(keptClickRate).toBeLessThan(1)
  })

  it('gives the same report for the same options, and another one for others', () => {
    const short = { seeds: 1, feedbacks: 250, feedbacksAfterFlip: 250, biasAnswers: 100 }
    expect(evaluate(short)).toEqual(evaluate(short))
    expect(evaluate({ ...short, explorationRate: 0.5 })).not.toEqual(evaluate(short))
  })

  it('rejects a number of seeds below 1', () => {
    expect(() => evaluate({ seeds: 0 })).toThrow('seeds must be an integer of at least 1, got 0')
  })
})

describe('SimulatedUsers', () => {
  it('click as often as their examination and attraction say', () => {
    const users = new SimulatedUsers({ seed: 1 })
    let [clicks, expected] = [0, 0]
    for (let n = 0; n < 5_000; n++) {
      const shown = users.next().slice(0, 10)
      expected += users.expectedClicks(shown)
      clicks += users.react(shown).filter((reaction) => reaction === 'clicked').length
    }
    expect(clicks / expected).toBeCloseTo(1, 1)
  })

  it('value sources the other way round after a flip', () => {
    const users = new SimulatedUsers({ seed: 2 })
    const { weights, wrongWeights } = users
    users.flip()
    expect(users.weights).toEqual(wrongWeights)
    expect(users.wrongWeights).toEqual(weights)
    const [best, worst] = [Math.max(...weights), Math.min(...weights)]
    expect(weights.indexOf(best)).toBe(wrongWeights.findIndex((w, s) => w === worst && weights[s] === best))
  })
})
