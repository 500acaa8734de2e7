import type { Blend } from '../blending/blend.ts'
import type { Context } from '../components/context.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Top } from '../ranking/top-k.ts'
import type { Listed, Outcome } from './outcome.ts'
import { type ModelMetrics, Scoreboard, type ScoreboardState } from './scoreboard.ts'

/** A case counts half after about 7,000 more. */
const fading = 0.9999
const listed = 20
const blendName = 'blend'

export interface Metrics {
  blend: ModelMetrics
  components: Record<string, ModelMetrics>
}

export interface PrequentialState {
  /** By name, the blend among them; absent from states older than this. */
  models?: Record<string, ScoreboardState>
}

/** Scores every prediction against what then happened, before anything is learned from it. */
export class Prequential {
  readonly #blend: Blend
  readonly #log: EventLog
  readonly #board = new Scoreboard(fading)
  readonly #boards: ReadonlyMap<string, Scoreboard>

  constructor(blend: Blend, log: EventLog) {
    this.#blend = blend
    this.#log = log
    this.#boards = new Map(blend.predictors.map(({ name }) => [name, new Scoreboard(fading)]))
  }

  /** @param top the 20 that the blend just predicted. @param item what came next, -1 if the log does not know it */
  add(top: Top, { items }: Context, item: number): Outcome[] {
    const seen = new Set(items)
    const isRepeat = seen.has(item)
    const listedIn = (list: Top) => this.#listed(list, seen, item)
    const outcomes = [
      { model: blendName, isRepeat, ...this.#blend.placing(item, top), listed: listedIn(top) },
      ...this.#blend.predictors.map(({ name: model }, i) => {
        const alone = listedIn(this.#blend.listedAlone(i, listed))
        return { model, isRepeat, ...this.#blend.placingAlone(i, item), listed: alone }
      }),
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

  #listed(list: Top, seen: ReadonlySet<number>, next: number): Listed[] {
    return Array.from({ length: list.size }, (_, n) => ({
      fingerprint: this.#log.items.names.fingerprint(list.key(n)),
      probability: list.score(n),
      isRepeat: seen.has(list.key(n)),
      happened: list.key(n) === next,
    }))
  }
}
