import { Tally, type TallyState, type TallySummary } from '@inkling/learning'
import type { Outcome } from './outcome.ts'

/** Whether the session had used an item. A case has the kind of the item that came next, a listed item its own kind. */
export const itemKinds = ['repeat', 'new'] as const
export type ItemKind = (typeof itemKinds)[number]

export interface ModelMetrics extends TallySummary {
  repeat: TallySummary
  new: TallySummary
}

export interface ScoreboardState {
  all: TallyState
  repeat: TallyState
  new: TallyState
}

/** The quality of one model, over all cases, and for repeated and new items separately. */
export class Scoreboard {
  readonly #all: Tally
  readonly #kinds: Record<ItemKind, Tally>

  /** @param fading factor per case; 1 if nothing fades */
  constructor(fading = 1) {
    this.#all = new Tally(fading)
    this.#kinds = { repeat: new Tally(fading), new: new Tally(fading) }
  }

  add({ rank, probability, isRepeat, listed }: Outcome): void {
    for (const tally of [this.#all, this.#kinds.repeat, this.#kinds.new]) tally.fade()
    for (const tally of [this.#all, this.#kind(isRepeat)]) tally.addCase(rank, probability, listed.length > 0)
    for (const item of listed) {
      for (const tally of [this.#all, this.#kind(item.isRepeat)])
        tally.addListed(item.fingerprint, item.probability, item.happened)
    }
  }

  of(kind: ItemKind): Tally {
    return this.#kinds[kind]
  }

  /** @param knownItems how many items could be listed */
  metrics(knownItems: number): ModelMetrics {
    return {
      ...this.#all.summary(knownItems),
      repeat: this.#kinds.repeat.summary(knownItems),
      new: this.#kinds.new.summary(knownItems),
    }
  }

  get heldBytes(): number {
    return this.#all.heldBytes + this.#kinds.repeat.heldBytes + this.#kinds.new.heldBytes
  }

  get state(): ScoreboardState {
    return { all: this.#all.state, repeat: this.#kinds.repeat.state, new: this.#kinds.new.state }
  }

  restore(state: ScoreboardState): void {
    this.#all.restore(state.all)
    for (const kind of itemKinds) this.#kinds[kind].restore(state[kind])
  }

  #kind(isRepeat: boolean): Tally {
    return isRepeat ? this.#kinds.repeat : this.#kinds.new
  }
}
