export interface ContestOptions {
  /** Cases between false changes of the leader, on average, at least. */
  casesPerFalseChange?: number
  /** Differences in loss are clipped to this, so that bets on them are bounded; the default is in nats. */
  mostDifference?: number
}

export interface ContestState {
  isChallengerAhead: boolean
  wealth: number[]
}

const stakes = [0.03, 0.1, 0.3, 0.6]

/**
 * Which of two forecasters is better now, by a test that may be read at any time.
 *
 * The one behind bets on the next difference in loss (clipped to ±2) with several stakes at once. While it is not
 * better on average, the wealth Π(1 + stake · difference) of each stake is a supermartingale (Waudby-Smith &
 * Ramdas, JRSSB 86, 2024). A wealth that restarts from 1 whenever it is below 1 makes an e-detector (Shin, Ramdas &
 * Rinaldo, NEJSDS 2, 2024). It signals on average at most one false change in `casesPerFalseChange` cases. At a signal
 * the two change places, and the other one begins to bet.
 */
export class Contest {
  readonly #threshold: number
  readonly #mostDifference: number
  readonly #wealth = new Float64Array(stakes.length).fill(1)
  #isChallengerAhead = false

  constructor({ casesPerFalseChange = 2_000, mostDifference = 2 }: ContestOptions = {}) {
    if (!(casesPerFalseChange > 1))
      throw new RangeError(`casesPerFalseChange must be above 1, got ${casesPerFalseChange}`)
    if (!(mostDifference > 0)) throw new RangeError(`mostDifference must be above 0, got ${mostDifference}`)
    this.#threshold = casesPerFalseChange
    this.#mostDifference = mostDifference
  }

  /** Whether the challenger is known to be better; at first it is not. */
  get isChallengerAhead(): boolean {
    return this.#isChallengerAhead
  }

  /** Losses of one case, such as log-losses in nats. */
  add(championLoss: number, challengerLoss: number): void {
    const lead = this.#isChallengerAhead ? challengerLoss - championLoss : championLoss - challengerLoss
    const gain = Math.max(-1, Math.min(1, lead / this.#mostDifference))
    let mean = 0
    for (let i = 0; i < stakes.length; i++) {
      const wealth = Math.max(1, this.#wealth[i] as number) * (1 + (stakes[i] as number) * gain)
      this.#wealth[i] = wealth
      mean += wealth / stakes.length
    }
    if (mean < this.#threshold) return
    this.#isChallengerAhead = !this.#isChallengerAhead
    this.#wealth.fill(1)
  }

  get state(): ContestState {
    return { isChallengerAhead: this.#isChallengerAhead, wealth: [...this.#wealth] }
  }

  restore({ isChallengerAhead, wealth }: ContestState): void {
    this.#isChallengerAhead = isChallengerAhead
    this.#wealth.set(wealth)
  }
}
