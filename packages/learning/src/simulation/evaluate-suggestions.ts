import { type PositionBiasReport, simulatePositionBias } from './simulate-position-bias.ts'
import { type SimulatedPhase, type SimulationOptions, simulateSuggestions } from './simulate-suggestions.ts'

export interface SuggestionsEvaluationOptions extends Omit<SimulationOptions, 'seed'> {
  /** Runs, with seeds 1, 2 and so on. */
  seeds: number
  /** Answers from which the position bias is estimated. */
  biasAnswers: number
}

/** Medians over the runs of one phase: before the preferences flip, or after. */
export interface PhaseSummary {
  answers: number
  /** Expected clicks per answer of the oracle. */
  oracleClickRate: number
  /** Expected clicks that the oracle gets and the answers as served do not, over the whole phase. */
  regret: number
  /** The same for the weights of the start, never changed. */
  fixedRegret: number
  points: PointSummary[]
}

/** Click rates divided by that of the oracle, after so many feedbacks of the phase: medians, and the worst run. */
interface PointSummary {
  feedbacks: number
  learned: number
  learnedWorst: number
  fixed: number
}

export interface SuggestionsEvaluation {
  seeds: number
  phases: PhaseSummary[]
  /** Medians over the runs; the curve is that of the first one. */
  positionBias: PositionBiasReport
}

/** Evaluates the learners of suggestions on simulated users. The same options give the same report. */
export function* evaluateSuggestions(
  options: SuggestionsEvaluationOptions,
): Generator<undefined, SuggestionsEvaluation> {
  const { seeds, biasAnswers, ...simulation } = options
  if (!(Number.isInteger(seeds) && seeds >= 1))
    throw new RangeError(`seeds must be an integer of at least 1, got ${seeds}`)
  const runs: SimulatedPhase[][] = []
  const biases: PositionBiasReport[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    runs.push(yield* simulateSuggestions({ ...simulation, seed }))
    biases.push(yield* simulatePositionBias({ seed, answers: biasAnswers, limit: simulation.limit }))
  }
  const phases = [0, 1].map((n) => summarise(runs.map((phases) => phases[n] as SimulatedPhase)))
  return { seeds, phases, positionBias: summariseBias(biases) }
}

function summarise(runs: readonly SimulatedPhase[]): PhaseSummary {
  const points = (runs[0] as SimulatedPhase).points.map(({ feedbacks }, n) => {
    const shares = (of: (point: SimulatedPhase['points'][number]) => number) =>
      runs.map(({ points }) => of(points[n] as SimulatedPhase['points'][number]))
    const learned = shares((point) => point.learned)
    const fixed = median(shares((point) => point.fixed))
    return { feedbacks, learned: median(learned), learnedWorst: Math.min(...learned), fixed }
  })
  return {
    answers: median(runs.map(({ answers }) => answers)),
    oracleClickRate: median(runs.map(({ clicks, answers }) => clicks.oracle / answers)),
    regret: median(runs.map(({ clicks }) => clicks.oracle - clicks.served)),
    fixedRegret: median(runs.map(({ clicks }) => clicks.oracle - clicks.fixed)),
    points,
  }
}

function summariseBias(runs: readonly PositionBiasReport[]): PositionBiasReport {
  const { curve } = runs[0] as PositionBiasReport
  const of = (name: Exclude<keyof PositionBiasReport, 'curve'>) => median(runs.map((run) => run[name]))
  return {
    curve,
    meanError: of('meanError'),
    worstError: of('worstError'),
    clicks: of('clicks'),
    keptClickRate: of('keptClickRate'),
  }
}

/** The lower one of two in the middle. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] as number
}
