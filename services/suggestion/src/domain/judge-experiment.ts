import type { Experiment, NewExperiment } from '@inkling/contracts'
import {
  ConfidenceSequence,
  type ConfidenceSequenceState,
  sampleRatioMismatch,
  VariantComparison,
  type VariantComparisonState,
} from '@inkling/learning'
import { defaultShare } from './role.ts'

export type ExperimentSettings = Pick<NewExperiment, 'design' | 'share' | 'alpha' | 'guardrails'>

/** What became of a person or a session. */
export interface Unit {
  readonly variant: string
  readonly answers: number
  readonly failures: number
  /** The sum over its answers. */
  readonly tookMs: number
  readonly controlClicks: number
  readonly treatmentClicks: number
}

/** The states of the tests of an experiment; those of one design only. */
export interface TestsState {
  readonly credit?: ConfidenceSequenceState
  readonly clicks?: VariantComparisonState
  readonly latency?: VariantComparisonState
  readonly failures?: VariantComparisonState
}

type StopReason = NonNullable<Experiment['reason']>

interface Verdict {
  readonly tests: TestsState
  readonly stop?: { readonly reason: StopReason; readonly winner?: 'control' | 'treatment' }
}

const defaultAlpha = 0.05
/** The chance of each guardrail, and of the check of shares, to stop an experiment for nothing. */
const guardAlpha = 0.01
const mismatchPValue = 0.001
/** Slower answers count as so slow. */
const mostLatencyMs = 1_000
const defaultGuardrails = { latencyMs: 50, failureRate: 0.02 }

/** Adds units to the tests of an experiment, and says whether it must stop. */
export function judgeExperiment(
  settings: ExperimentSettings,
  state: TestsState | null,
  units: readonly Unit[],
): Verdict {
  const tests = new Tests(settings, state)
  for (const unit of units) tests.add(unit)
  const stop = tests.stop
  return { tests: tests.state, ...(stop && { stop }) }
}

/** What the tests of an experiment say. */
export function resultOf(settings: ExperimentSettings, state: TestsState | null): Experiment['result'] {
  return new Tests(settings, state).result
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value)
const means = ({ meanA, meanB }: VariantComparison) => ({ control: orNull(meanA), treatment: orNull(meanB) })

/** The variant a is the control, b the treatment. Each unit is one observation of each test. */
class Tests {
  readonly #settings: ExperimentSettings
  readonly #share: number
  /** Of interleaving. */
  readonly #credit: ConfidenceSequence
  /** Of an A/B test. */
  readonly #clicks: VariantComparison
  readonly #latency: VariantComparison
  readonly #failures: VariantComparison

  constructor(settings: ExperimentSettings, state: TestsState | null) {
    const { share = defaultShare, alpha = defaultAlpha } = settings
    this.#settings = settings
    this.#share = share
    this.#credit = new ConfidenceSequence({ low: -1, high: 1, alpha })
    this.#clicks = new VariantComparison({ shareB: share, alpha })
    this.#latency = new VariantComparison({ shareB: share, high: mostLatencyMs, alpha: guardAlpha })
    this.#failures = new VariantComparison({ shareB: share, alpha: guardAlpha })
    if (state?.credit) this.#credit.restore(state.credit)
    if (state?.clicks) this.#clicks.restore(state.clicks)
    if (state?.latency) this.#latency.restore(state.latency)
    if (state?.failures) this.#failures.restore(state.failures)
  }

  add({ variant, answers, failures, tookMs, controlClicks, treatmentClicks }: Unit): void {
    if (this.#isInterleaved) {
      const clicks = controlClicks + treatmentClicks
      this.#credit.add(clicks > 0 ? (treatmentClicks - controlClicks) / clicks : 0)
      return
    }
    const side = variant === 'treatment' ? 'b' : 'a'
    this.#clicks.add(side, controlClicks + treatmentClicks > 0 ? 1 : 0)
    if (answers === 0) return
    this.#latency.add(side, tookMs / answers)
    this.#failures.add(side, failures / answers)
  }

  /** A result is worthless if people did not arrive as planned, so that is looked at first. */
  get stop(): Verdict['stop'] {
    if (!this.#isInterleaved) {
      const { latencyMs, failureRate } = { ...defaultGuardrails, ...this.#settings.guardrails }
      if (this.#sampleRatio.pValue < mismatchPValue) return { reason: 'sampleRatio' }
      if (this.#failures.exceeds(failureRate)) return { reason: 'failures' }
      if (this.#latency.exceeds(latencyMs)) return { reason: 'latency' }
    }
    const { low, high } = this.#difference
    if (low > 0) return { reason: 'proven', winner: 'treatment' }
    return high < 0 ? { reason: 'proven', winner: 'control' } : undefined
  }

  get state(): TestsState {
    return this.#isInterleaved
      ? { credit: this.#credit.state }
      : { clicks: this.#clicks.state, latency: this.#latency.state, failures: this.#failures.state }
  }

  get result(): Experiment['result'] {
    const difference = this.#difference
    if (this.#isInterleaved) return { units: this.#credit.count, difference }
    const { countA, countB } = this.#clicks
    return {
      units: countA + countB,
      unitsOf: { control: countA, treatment: countB },
      clickRate: means(this.#clicks),
      difference,
      sampleRatio: this.#sampleRatio,
      latencyMs: means(this.#latency),
      failureRate: means(this.#failures),
    }
  }

  get #isInterleaved(): boolean {
    return this.#settings.design === 'interleaving'
  }

  get #difference(): { value: number; low: number; high: number } {
    const { mean, low, high } = this.#isInterleaved
      ? { mean: this.#credit.mean, ...this.#credit.interval }
      : this.#clicks.difference
    return { value: mean, low, high }
  }

  get #sampleRatio(): { pValue: number } {
    const { countA, countB } = this.#clicks
    return sampleRatioMismatch([countA, countB], [1 - this.#share, this.#share])
  }
}
