import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { type ExperimentSettings, judgeExperiment, resultOf, type TestsState, type Unit } from './judge-experiment.ts'

const ab: ExperimentSettings = { design: 'ab' }
const unit = (own: Partial<Unit> = {}): Unit => ({
  ...{ variant: 'control', answers: 1, failures: 0, tookMs: 10, controlClicks: 0, treatmentClicks: 0 },
  ...own,
})

type Draw = (variant: string, random: () => number) => Partial<Unit>

/** Judges people page after page until the experiment stops; its state is stored as JSON between pages. */
function run(settings: ExperimentSettings, draw: Draw, { people = 2_000, treated = 0.5, seed = 1, page = 20 } = {}) {
  const random = seededRandom(seed)
  let state: TestsState | null = null
  for (let n = 0; n < people; n += page) {
    const units = Array.from({ length: page }, () => {
      const variant = settings.design === 'interleaving' ? 'interleaved' : random() < treated ? 'treatment' : 'control'
      return unit({ variant, ...draw(variant, random) })
    })
    const verdict = judgeExperiment(settings, state, units)
    state = JSON.parse(JSON.stringify(verdict.tests)) as TestsState
    if (verdict.stop) return { winner: undefined, ...verdict.stop, people: n + page, result: resultOf(settings, state) }
  }
  return { reason: undefined, winner: undefined, people, result: resultOf(settings, state) }
}

const clicksBy =
  (control: number, treatment: number): Draw =>
  (variant, random) =>
    random() < (variant === 'treatment' ? treatment : control)
      ? { [variant === 'treatment' ? 'treatmentClicks' : 'controlClicks']: 1 }
      : {}

describe('an A/B test', () => {
  it('stops for the variant that is clicked more, whichever it is, and its interval holds the difference', () => {
    const better = run(ab, clicksBy(0.2, 0.4))
    expect(better).toMatchObject({ reason: 'proven', winner: 'treatment' })
    expect(better.result.difference.low).toBeGreaterThan(0)
    expect(better.result.difference.low).toBeLessThan(0.2)
    expect(better.result.difference.high).toBeGreaterThan(0.2)
    expect(run(ab, clicksBy(0.4, 0.2))).toMatchObject({ reason: 'proven', winner: 'control' })
  })

  it('of equal variants is stopped by mistake less often than alpha, though it is read after each page', () => {
    const runs = Array.from({ length: 60 }, (_, seed) => run(ab, clicksBy(0.3, 0.3), { seed, people: 600 }))
    expect(runs.filter(({ reason }) => reason !== undefined).length / runs.length).toBeLessThan(0.05)
  })

  it('stops without a winner when people do not arrive by the planned shares', () => {
    const stopped = run(ab, clicksBy(0.2, 0.4), { treated: 0.9 })
    expect(stopped).toMatchObject({ reason: 'sampleRatio', winner: undefined })
    expect(stopped.result.sampleRatio?.pValue).toBeLessThan(0.001)
  })

  it('counts the shares that were planned, so an uneven plan is no mismatch', () => {
    expect(run({ ...ab, share: 0.2 }, clicksBy(0.3, 0.3), { treated: 0.2, people: 1_000 }).reason).toBeUndefined()
  })

  it.each([
    ['latency', { tookMs: 200 }],
    ['failures', { failures: 1 }],
  ] as const)('stops by its guardrail of %s, also when the treatment is clicked more', (reason, harm) => {
    const draw: Draw = (variant, random) => ({
      ...clicksBy(0.3, 0.35)(variant, random),
      ...(variant === 'treatment' && harm),
    })
    expect(run(ab, draw)).toMatchObject({ reason, winner: undefined })
    expect(run({ ...ab, guardrails: { latencyMs: 500, failureRate: 1 } }, draw, { people: 300 }).reason).toBeUndefined()
  })

  it('counts a person once, however often they click', () => {
    const { result } = run(ab, () => ({ answers: 50, controlClicks: 50 }), { people: 20 })
    expect(result).toMatchObject({ units: 20, clickRate: { control: 1, treatment: 1 } })
  })

  it('says of a variant that nobody got that nothing is known', () => {
    const { tests } = judgeExperiment(ab, null, [unit()])
    expect(resultOf(ab, tests)).toMatchObject({ clickRate: { control: 0, treatment: null } })
  })
})

describe('interleaving', () => {
  const interleaving: ExperimentSettings = { design: 'interleaving' }
  const prefers =
    (share: number): Draw =>
    (_, random) =>
      random() < 0.5 ? {} : { [random() < share ? 'treatmentClicks' : 'controlClicks']: 1 }

  it('stops for the ranking whose items are clicked more, after fewer people than an A/B test', () => {
    const stopped = run(interleaving, prefers(0.75))
    expect(stopped).toMatchObject({ reason: 'proven', winner: 'treatment' })
    expect(stopped.people).toBeLessThan(run(ab, clicksBy(0.45, 0.55), { people: 4_000 }).people)
  })

  it('of equal rankings is stopped by mistake less often than alpha', () => {
    const runs = Array.from({ length: 60 }, (_, seed) => run(interleaving, prefers(0.5), { seed, people: 600 }))
    expect(runs.filter(({ reason }) => reason !== undefined).length / runs.length).toBeLessThan(0.05)
  })
})
