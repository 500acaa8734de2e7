export interface PageHinkleyOptions {
  /** Cases averaged into one block, because neighbouring cases are alike, as those of one session are. */
  blockCases?: number
  /** A lasting rise up to this many standard deviations of a block's mean is tolerated. */
  tolerance?: number
  /** Mean number of cases between false alarms, roughly, on data that does not change. */
  casesPerFalseAlarm?: number
}

/** Blocks that establish the usual mean before any alarm. */
const leastBlocks = 30
/** Twice the mean overshoot of a sum of normal steps over a boundary, in standard deviations (Siegmund 1985). */
const overshoot = 1.166

/**
 * Detects that a mean has risen for good: the Page–Hinkley test (Page, "Continuous inspection schemes", Biometrika 41,
 * 1954; for concept drift: Gama et al., "A survey on concept drift adaptation", ACM Computing Surveys 46, 2014).
 *
 * It sums up by how much block means exceed the mean so far, in standard deviations, less a tolerance δ. It raises an
 * alarm when the sum is more than λ above its lowest value. λ follows from the wanted rate of false alarms: with x = λ
 * + 1.166 a normal sum takes (e^{2δx} − 2δx − 1) / 2δ² steps on average (Siegmund, "Sequential Analysis", 1985). False
 * alarms are more frequent than that, because the usual mean is itself estimated: of 300 streams of 100,000 cases, with
 * 10⁷ cases asked for, one in 100 (normal values) to one in 30 (exponential values) had an alarm. After an alarm the
 * test starts again.
 */
export class PageHinkley {
  readonly #blockCases: number
  readonly #tolerance: number
  readonly #threshold: number
  #block = { cases: 0, sum: 0 }
  /** Of block means: how many, their mean, and the sum of squared deviations from it (Welford 1962). */
  #usual = { blocks: 0, mean: 0, squares: 0 }
  #sum = 0
  #lowest = 0

  constructor({ blockCases = 32, tolerance = 0.5, casesPerFalseAlarm = 1e7 }: PageHinkleyOptions = {}) {
    if (!(blockCases >= 1)) throw new RangeError(`blockCases must be 1 or more, got ${blockCases}`)
    if (!(tolerance > 0)) throw new RangeError(`tolerance must be above 0, got ${tolerance}`)
    if (!(casesPerFalseAlarm > blockCases))
      throw new RangeError(`casesPerFalseAlarm must be above blockCases (${blockCases}), got ${casesPerFalseAlarm}`)
    this.#blockCases = blockCases
    this.#tolerance = tolerance
    this.#threshold = thresholdFor(casesPerFalseAlarm / blockCases, tolerance)
  }

  /** Adds a case. Returns whether it raises the alarm. */
  add(value: number): boolean {
    this.#block.sum += value
    if (++this.#block.cases < this.#blockCases) return false
    const mean = this.#block.sum / this.#block.cases
    this.#block = { cases: 0, sum: 0 }
    const isAlarm = this.#rise(mean)
    if (isAlarm) this.#reset()
    return isAlarm
  }

  #rise(blockMean: number): boolean {
    const usual = this.#usual
    if (usual.blocks >= leastBlocks && usual.squares > 0) {
      const deviation = Math.sqrt(usual.squares / (usual.blocks - 1))
      this.#sum += (blockMean - usual.mean) / deviation - this.#tolerance
      this.#lowest = Math.min(this.#lowest, this.#sum)
    }
    usual.blocks++
    const surprise = blockMean - usual.mean
    usual.mean += surprise / usual.blocks
    usual.squares += surprise * (blockMean - usual.mean)
    return this.#sum - this.#lowest > this.#threshold
  }

  #reset(): void {
    this.#usual = { blocks: 0, mean: 0, squares: 0 }
    this.#sum = 0
    this.#lowest = 0
  }
}

/** The λ at which a sum raises one false alarm in so many steps: the inverse of Siegmund's formula. */
function thresholdFor(steps: number, tolerance: number): number {
  const d = 2 * tolerance
  let x = 0
  // A fixed point that converges because the logarithm flattens; 50 rounds are beyond the precision of numbers.
  for (let round = 0; round < 50; round++) x = Math.log(2 * tolerance ** 2 * steps + 1 + d * x) / d
  return Math.max(0, x - overshoot)
}
