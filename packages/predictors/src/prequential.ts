import { CalibrationError } from '@inkling/learning'
import type { Blend, Placing } from './blend.ts'
import { type ModelMetrics, Scoreboard, type ScoreboardState } from './scoreboard.ts'
import type { Top } from './top.ts'

const fading = 0.9999

export interface Metrics {
  /** The blend's, with the expected calibration error of its listed probabilities. */
  blend: ModelMetrics & { calibrationError: number }
  components: Record<string, ModelMetrics>
}

/** How one model had placed what then happened. */
export interface Outcome extends Placing {
  /** A component's name, or "blend". */
  model: string
}

export interface PrequentialState {
  blend: ScoreboardState
  calibration: number[]
  components: Record<string, ScoreboardState>
}

/** Scores every prediction against what then happened, before anything is learned from it. */
export class Prequential {
  readonly #blend: Blend
  readonly #board = new Scoreboard()
  readonly #calibration = new CalibrationError(fading)
  readonly #boards: ReadonlyMap<string, Scoreboard>

  constructor(blend: Blend) {
    this.#blend = blend
    this.#boards = new Map(blend.predictors.map(({ name }) => [name, new Scoreboard()]))
  }

  /** @param top what the blend just predicted. @param item what came next, -1 if the log does not know it */
  add(top: Top, item: number, isRepeat: boolean): Outcome[] {
    this.#calibration.fade()
    for (let n = 0; n < top.size; n++) this.#calibration.add(top.score(n), top.key(n) === item)
    const outcomes = [
      { model: 'blend', ...this.#blend.placing(item, top) },
      ...this.#blend.predictors.map(({ name }, i) => ({ model: name, ...this.#blend.placingAlone(i, item) })),
    ]
    for (const { model, rank, probability } of outcomes) {
      const board = model === 'blend' ? this.#board : this.#boards.get(model)
      board?.add(rank, probability, isRepeat)
    }
    return outcomes
  }

  get metrics(): Metrics {
    return {
      blend: { ...this.#board.metrics, calibrationError: this.#calibration.value },
      components: Object.fromEntries([...this.#boards].map(([name, board]) => [name, board.metrics])),
    }
  }

  get state(): PrequentialState {
    return {
      blend: this.#board.state,
      calibration: this.#calibration.state,
      components: Object.fromEntries([...this.#boards].map(([name, board]) => [name, board.state])),
    }
  }

  restore({ blend, calibration, components }: PrequentialState): void {
    this.#board.restore(blend)
    this.#calibration.restore(calibration)
    for (const [name, state] of Object.entries(components)) this.#boards.get(name)?.restore(state)
  }
}
