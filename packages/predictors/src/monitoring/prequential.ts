import type { BlendOutcome, ModelOutcome } from '../blending/blend-outcome.ts'
import type { RankedItem } from '../blending/ranked-item.ts'
import type { Context } from '../components/context.ts'
import type { EventLog } from '../log/event-log.ts'
import type { ListedItem, Outcome } from './outcome.ts'
import { type ModelMetrics, Scoreboard, type ScoreboardState } from './scoreboard.ts'

/** A case counts half after about 7,000 more. */
const fading = 0.9999
const blendName = 'blend'
/** What a model is measured by that has had no case. */
const unused = new Scoreboard(fading)

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
  readonly #components: readonly string[]
  /** By name, of the models that have had a case. */
  readonly #boards = new Map<string, Scoreboard>()
  /** The metrics until the next case, and how many items were known then. */
  #measured: { readonly known: number; readonly metrics: Metrics } | undefined

  /** @param components names, in the order of a blend's outcomes */
  constructor(components: readonly string[], log: EventLog) {
    this.#log = log
    this.#components = components
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
      ...this.#components.map((name, i) => outcomeOf(name, components[i]!)),
    ]
    this.#measured = undefined
    for (const outcome of outcomes) this.#of(outcome.model).add(outcome)
    return outcomes
  }

  get metrics(): Metrics {
    const known = this.#log.items.live
    if (this.#measured?.known !== known) this.#measured = { known, metrics: this.#measure(known) }
    return this.#measured.metrics
  }

  get heldBytes(): number {
    return [...this.#boards.values()].reduce((sum, { heldBytes }) => sum + heldBytes, 0)
  }

  get state(): PrequentialState {
    return { models: Object.fromEntries([...this.#boards].map(([name, board]) => [name, board.state])) }
  }

  restore({ models = {} }: PrequentialState): void {
    this.#measured = undefined
    for (const [name, state] of Object.entries(models))
      if (name === blendName || this.#components.includes(name)) this.#of(name).restore(state)
  }

  #measure(known: number): Metrics {
    const of = (name: string) => (this.#boards.get(name) ?? unused).metrics(known)
    return { blend: of(blendName), components: Object.fromEntries(this.#components.map((name) => [name, of(name)])) }
  }

  #of(model: string): Scoreboard {
    const known = this.#boards.get(model)
    if (known) return known
    const board = new Scoreboard(fading)
    this.#boards.set(model, board)
    return board
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
