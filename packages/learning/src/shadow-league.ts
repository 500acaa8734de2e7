import { ConfidenceSequence, type ConfidenceSequenceState, type Interval } from './confidence-sequence.ts'
import { Contest, type ContestState } from './contest.ts'

export interface ShadowLeagueOptions {
  /** Probability that a challenger that is not better is ever promoted. */
  alpha?: number
  /** Events between false rollbacks, on average, at least. */
  eventsPerFalseRollback?: number
}

export type StandingPhase = 'challenging' | 'serving' | 'guarding' | 'rejected' | 'rolledBack'

export interface Standing {
  name: string
  phase: StandingPhase
  /** Events that it was compared on, against the model that it last challenged. */
  events: number
  /** Mean reward above that model, and an interval that holds it at all times with probability 95 %. */
  lead: Interval & { mean: number }
}

/** What became of a model: it serves now, or the one that it had replaced does again. */
export interface Ruling {
  kind: 'promoted' | 'rolledBack'
  name: string
}

export interface ShadowLeagueState {
  models: { name: string; phase: StandingPhase; lead: ConfidenceSequenceState }[]
  guard: ContestState
}

interface Model {
  phase: StandingPhase
  lead: ConfidenceSequence
}

/** The name of the model that serves first. */
const original = ''

/**
 * A league of models that answer the same events unseen, while one of them serves.
 *
 * A challenger is promoted when an anytime-valid test (`ConfidenceSequence`) proves that its mean reward is higher, and
 * rejected when it proves that it is lower. The model that it replaces then guards it: when a `Contest` finds the guard
 * better now, the promotion is rolled back. The evidence of all other challengers concerned the former model, so they
 * start again.
 */
export class ShadowLeague {
  readonly #alpha: number
  readonly #createGuard: () => Contest
  #models = new Map<string, Model>([[original, { phase: 'serving', lead: emptyLead() }]])
  #guard: Contest

  constructor({ alpha = 0.05, eventsPerFalseRollback = 2_000 }: ShadowLeagueOptions = {}) {
    if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be above 0 and below 1, got ${alpha}`)
    this.#alpha = alpha
    this.#createGuard = () => new Contest({ casesPerFalseChange: eventsPerFalseRollback, mostDifference: 1 })
    this.#guard = this.#createGuard()
  }

  /** Adds a challenger. A name that is known, whatever became of it, stays as it is. */
  enter(name: string): void {
    if (!this.#models.has(name)) this.#models.set(name, { phase: 'challenging', lead: emptyLead() })
  }

  /** Removes a model that does not serve, such as one that fails. */
  withdraw(name: string): void {
    if (name !== this.serving) this.#models.delete(name)
  }

  /** '' for the model that served first. */
  get serving(): string {
    return this.#nameOf('serving') ?? original
  }

  /** The model that was replaced last, as long as it guards its successor. */
  get guarding(): string | undefined {
    return this.#nameOf('guarding')
  }

  /**
   * Adds one event.
   * @param served reward of the model that serves, in [0, 1]
   * @param others rewards of those other models that answered, the guarding one among them, by name
   */
  add(served: number, others: Readonly<Record<string, number>>): Ruling | undefined {
    for (const [name, reward] of Object.entries(others)) {
      const model = this.#models.get(name)
      if (model?.phase === 'challenging' || model?.phase === 'guarding') model.lead.add(reward - served)
    }
    const { guarding } = this
    const guard = guarding === undefined ? undefined : others[guarding]
    if (guard !== undefined) {
      this.#guard.add(1 - served, 1 - guard)
      if (this.#guard.isChallengerAhead) return this.#rollBack()
    }
    return this.#decide()
  }

  /** Puts a challenger in service, whatever is known of it. @throws RangeError if there is no such challenger */
  promote(name: string): Ruling {
    if (this.#models.get(name)?.phase !== 'challenging') throw new RangeError(`there is no challenger ${name}`)
    const { guarding, serving } = this
    if (guarding !== undefined) this.#models.delete(guarding)
    this.#serve(name, serving, 'guarding')
    return { kind: 'promoted', name }
  }

  get table(): readonly Standing[] {
    return [...this.#models].map(([name, { phase, lead }]) => ({
      name,
      phase,
      events: lead.count,
      lead: { mean: lead.mean, ...lead.interval },
    }))
  }

  get state(): ShadowLeagueState {
    const models = [...this.#models].map(([name, { phase, lead }]) => ({ name, phase, lead: lead.state }))
    return { models, guard: this.#guard.state }
  }

  /** @throws RangeError unless exactly one model serves */
  restore({ models, guard }: ShadowLeagueState): void {
    const serving = models.filter(({ phase }) => phase === 'serving').length
    if (serving !== 1) throw new RangeError(`exactly one model must serve, got ${serving}`)
    this.#models = new Map(
      models.map(({ name, phase, lead: stored }) => {
        const lead = emptyLead()
        lead.restore(stored)
        return [name, { phase, lead }]
      }),
    )
    this.#guard.restore(guard)
  }

  #nameOf(phase: StandingPhase): string | undefined {
    for (const [name, model] of this.#models) if (model.phase === phase) return name
    return undefined
  }

  #decide(): Ruling | undefined {
    for (const [name, model] of this.#models) {
      if (model.phase !== 'challenging') continue
      if (model.lead.pValueAbove(0) <= this.#alpha) return this.promote(name)
      if (model.lead.pValueBelow(0) <= this.#alpha) model.phase = 'rejected'
    }
    return undefined
  }

  #rollBack(): Ruling {
    const { guarding = original, serving } = this
    this.#serve(guarding, serving, 'rolledBack')
    return { kind: 'rolledBack', name: serving }
  }

  #serve(name: string, former: string, becomes: StandingPhase): void {
    this.#guard = this.#createGuard()
    for (const [other, model] of this.#models) {
      if (other === name) model.phase = 'serving'
      else if (other === former) this.#models.set(other, { phase: becomes, lead: emptyLead() })
      else if (model.phase === 'challenging') model.lead = emptyLead()
    }
  }
}

/** Differences of rewards lie in [−1, 1]. */
function emptyLead(): ConfidenceSequence {
  return new ConfidenceSequence({ low: -1, high: 1 })
}
