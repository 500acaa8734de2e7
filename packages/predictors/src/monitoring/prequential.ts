import type { BlendOutcome, ModelOutcome } from '../blending/blend-outcome.ts'
import type { RankedItem } from '../blending/ranked-item.ts'
import type { Context } from '../components/context.ts'
import type { EventLog } from '../log/event-log.ts'
import type { ListedItem, Outcome } from './outcome.ts'
import { type ModelMetrics, Scoreboard, type ScoreboardState } from './scoreboard.ts'

/** A case counts half after about 7,000 more. */
const fading = 0.9999
const blendName = 'blend'

export interface Metrics {
  blend: ModelMetrics
  components: Record<string, ModelMetrics>
}

export interface PrequentialState {
  /** By name, with the blend among them. */
  models?: Record<string, ScoreboardState>
}

/** Prequential evaluation: every case is scored before anything is learned from it. */
export class Prequential {
  readonly #log: EventLog
  readonly #board = new Scoreboard(fading)
  readonly #boards: ReadonlyMap<string, Scoreboard>

  /** @param components names, in the order of a blend's outcomes */
  constructor(components: readonly string[], log: EventLog) {
    this.#log = log
    this.#boards = new Map(components.map((name) => [name, new Scoreboard(fading)]))
  }

  /** @param item the item that came next; -1 if the log does not know it */
  add({ blend, components }: BlendOutcome, { items }: Context, item: number): Outcome[] {
    const seen = new Set(items)
    const outcomeOf = (model: string, { rank, probability, listed }: ModelOutcome): Outcome => ({
      model,
      isRepeat: seen.has(item),
      rank,
      probability,
      listed: this.#listed(listed, seen, item),
    })
    const outcomes = [
      outcomeOf(blendName, blend),
      ...[...this.#boards.keys()].map((name, i) => outcomeOf(name, components[i]!)),
    ]
    for (const outcome of outcomes) this.#of(outcome.model)?.add(outcome)
    return outcomes
  }

  get metrics(): Metrics {
    const known = this.#log.items.live
    const components = [...this.#boards].map(([name, board]) => [name, board.metrics(known)])
    return { blend: this.#board.metrics(known), components: Object.fromEntries(components) }
  }

  get heldBytes(): number {
    return this.#board.heldBytes * (1 + this.#boards.size)
  }

  get state(): PrequentialState {
    const models = [...this.#boards, [blendName, this.#board] as const].map(([name, board]) => [name, board.state])
    return { models: Object.fromEntries(models) }
  }

  restore({ models = {} }: PrequentialState): void {
    for (const [name, state] of Object.entries(models)) this.#of(name)?.restore(state)
  }

  #of(model: string): Scoreboard | undefined {
    return model === blendName ? this.#board : this.#boards.get(model)
  }

  #listed(listed: readonly RankedItem[], seen: ReadonlySet<number>, next: number): ListedItem[] {
    return listed.map(({ item, probability }) => ({
      fingerprint: this.#log.items.names.fingerprint(item),
      probability,
      isRepeat: seen.has(item),
      happened: item === next,
    }))
  }
}
