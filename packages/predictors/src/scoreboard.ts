import { RankingMetrics, type RankingSummary } from '@inkling/learning'

/** A case counts half after about 7,000 more. */
const fading = 0.9999

export interface ModelMetrics extends RankingSummary {
  /** Cases whose next item had already been used in the context. */
  repeats: RankingSummary
  /** Cases whose next item had not. */
  fresh: RankingSummary
}

export interface ScoreboardState {
  all: number[]
  repeats: number[]
  fresh: number[]
}

/** Prequential metrics of one model, over all cases and with repeats and new items apart. */
export class Scoreboard {
  readonly #all = new RankingMetrics(fading)
  readonly #repeats = new RankingMetrics(fading)
  readonly #fresh = new RankingMetrics(fading)

  add(rank: number, probability: number, isRepeat: boolean): void {
    this.#all.add(rank, probability)
    const part = isRepeat ? this.#repeats : this.#fresh
    part.add(rank, probability)
  }

  get metrics(): ModelMetrics {
    return { ...this.#all.summary, repeats: this.#repeats.summary, fresh: this.#fresh.summary }
  }

  get state(): ScoreboardState {
    return { all: this.#all.state, repeats: this.#repeats.state, fresh: this.#fresh.state }
  }

  restore({ all, repeats, fresh }: ScoreboardState): void {
    this.#all.restore(all)
    this.#repeats.restore(repeats)
    this.#fresh.restore(fresh)
  }
}
