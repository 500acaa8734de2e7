export interface PageHinkleyOptions {
  /** Cases that are averaged before they are looked at, so that neighbours may be alike, as those of one session are. */
  blockCases?: number
  /** A lasting rise up to this many standard deviations of a block's mean is put up with. */
  tolerance?: number
  /** Cases between false alarms on data that does not change, on average, about. */
  casesPerFalseAlarm?: number
}

/** Blocks that must have told what is usual before an alarm is thought of. */
const leastBlocks = 30
/** Twice what a sum of normal steps oversteps a boundary by on average, in standard deviations (Siegmund 1985). */
const overshoot = 1.166

/**
 * Whether a mean has risen for good: the Page–Hinkley test (Page, "Continuous inspection schemes", Biometrika 41, 1954; for concept
 * drift: Gama et al., "A survey on concept drift adaptation", ACM Computing Surveys 46, 2014).
 *
 * What block means exceed their mean so far by, in standard deviations and less a tolerance δ, is summed up; the alarm is raised when
 * the sum stands more than λ above its lowest. λ follows from how rare false alarms shall be: with x = λ + 1.166 a normal sum takes
 * (e^{2δx} − 2δx − 1) / 2δ² steps on average (Siegmund, "Sequential Analysis", 1985). That the usual is itself estimated makes them
 * more frequent: on 300 streams of 100,000 cases each with 10⁷ asked for, one stream in 100 (normal) to 30 (exponential) had one.
 * After an alarm all begins anew, with what comes then as the usual.
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
    if (!(blockCases >= 1)) throw new RangeError(`blockCases ${blockCases} is below 1`)
    if (!(tolerance > 0)) throw new RangeError(`tolerance ${tolerance} is not above 0`)
    if (!(casesPerFalseAlarm > blockCases))
      throw new RangeError(`casesPerFalseAlarm ${casesPerFalseAlarm} is not above a block's ${blockCases}`)
    this.#blockCases = blockCases
    this.#tolerance = tolerance
    this.#threshold = thresholdFor(casesPerFalseAlarm / blockCases, tolerance)
  }

  /** Takes in a case; whether it is the one that raises the alarm. */
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

/** The λ at which a sum alarms falsely once in so many steps: Siegmund's formula for the mean run, turned round. */
function thresholdFor(steps: number, tolerance: number): number {
  const d = 2 * tolerance
  let x = 0
  // A fixed point that converges because the logarithm flattens; 50 rounds are beyond the precision of numbers.
  for (let round = 0; round < 50; round++) x = Math.log(2 * tolerance ** 2 * steps + 1 + d * x) / d
  return Math.max(0, x - overshoot)
}
