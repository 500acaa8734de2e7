import { type Ruling, ShadowLeague, type ShadowLeagueState } from '@inkling/learning'
import type { Blend } from '../blending/blend.ts'
import { restoreTuned, type TunedState, tunedStateOf } from '../blending/tuned-blend.ts'
import type { Context } from '../components/context.ts'
import { Bench, type Benched } from './bench.ts'
import { type Challenger, noTime, type ScoringTime } from './challenger.ts'

/** What became of a challenger, and when. */
export interface DatedRuling extends Ruling {
  /** RFC 3339, UTC. */
  at: string
}

export interface PredictionLeagueState {
  league: ShadowLeagueState
  /** The newest first. */
  rulings: DatedRuling[]
  /** Of all models that do not serve and may still. */
  models: Record<string, TunedState>
  benched: Record<string, Benched>
}

export interface PredictionLeagueOptions {
  /** Makes a blend of the same log, which has learned nothing. */
  create: () => Blend
  time?: ScoringTime | undefined
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
  onOutcome?: ((outcome: 'scored' | 'skipped' | 'benched' | Ruling['kind']) => void) | undefined
}

/** The key of the model that was trained. */
const original = ''
const keptRulings = 50
/** Where the next item must be listed. */
const listed = 20
const active: ReadonlySet<string> = new Set(['challenging', 'guarding'])

/**
 * The models of one tenant that predict each case unseen, while one of them serves. The next event tells what came
 * next whatever was predicted, so that all get a reward for it: 1 / rank among the first 20, else 0. `ShadowLeague`
 * promotes the one that is proven better, and rolls it back.
 *
 * Each model is a blend of its own over the same log. It learns from the cases that it scores; one that has too little
 * time learns from fewer. A model that throws is benched, and nobody notices.
 */
export class PredictionLeague {
  readonly #create: () => Blend
  readonly #time: ScoringTime
  readonly #clock: () => number
  readonly #onOutcome: NonNullable<PredictionLeagueOptions['onOutcome']>
  #league = new ShadowLeague()
  #serving: Blend
  readonly #others = new Map<string, Blend>()
  readonly #bench = new Bench()
  #rulings: DatedRuling[] = []

  constructor({ create, time = noTime, clock, onOutcome = () => {} }: PredictionLeagueOptions) {
    this.#create = create
    this.#time = time
    this.#clock = clock
    this.#onOutcome = onOutcome
    this.#serving = create()
  }

  /** The blend that predicts. */
  get serving(): Blend {
    return this.#serving
  }

  /** '' is the trained one. */
  get servingKey(): string {
    return this.#league.serving
  }

  /** All that must follow the log, the serving one first. */
  get blends(): readonly Blend[] {
    return this.#others.size === 0 ? [this.#serving] : [this.#serving, ...this.#others.values()]
  }

  /** Puts these into the league, and takes all others out of it. The trained model stays. */
  enter(challengers: readonly Challenger[], atMs: number): void {
    const keys = new Set([original, ...challengers.map(({ key }) => key)])
    if (!keys.has(this.servingKey)) this.#startAgain()
    for (const { name } of this.#league.table) if (!keys.has(name)) this.#withdraw(name)
    this.#dropBeaten()
    this.#bench.keepOnly(keys)
    const phases = new Map(this.#league.table.map(({ name, phase }) => [name, phase]))
    for (const challenger of challengers) {
      const { key } = challenger
      const isWanted = active.has(phases.get(key) ?? 'challenging') && !this.#others.has(key)
      if (isWanted && !this.#bench.has(key, atMs)) this.#add(challenger, atMs)
    }
  }

  /**
   * The item came next in this context: the others score it and learn from it. Returns whether another model serves
   * now.
   * @param rank where the model that serves had it, as of `ItemRank`
   */
  judge(context: Context, item: number, rank: number): boolean {
    if (this.#others.size === 0) return false
    if (!this.#time.hasRoom()) {
      this.#onOutcome('skipped')
      return false
    }
    const rewards: Record<string, number> = {}
    for (const [key, blend] of this.#others) {
      if (this.#bench.has(key, context.atMs)) continue
      const reward = this.#scoredBy(key, blend, context, item)
      if (reward !== undefined) rewards[key] = reward
    }
    const former = this.servingKey
    const ruling = this.#league.add(rewardOf(rank), rewards)
    if (ruling) this.#obey(ruling, former, context.atMs)
    return ruling !== undefined
  }

  /** Undefined while there is nothing but the trained model. */
  get state(): PredictionLeagueState | undefined {
    const league = this.#league.state
    const benched = this.#bench.state
    if (league.models.length === 1 && Object.keys(benched).length === 0 && this.#rulings.length === 0) return undefined
    const models = [...this.#others].map(([key, blend]) => [key, tunedStateOf(blend)])
    return { league, rulings: this.#rulings, models: Object.fromEntries(models), benched }
  }

  /** @throws RangeError if the standings cannot be read @param atMs now */
  restore(state: PredictionLeagueState | undefined, atMs: number): void {
    this.#league = new ShadowLeague()
    this.#others.clear()
    this.#rulings = [...(state?.rulings ?? [])]
    this.#bench.restore(state?.benched ?? {})
    if (!state) return
    this.#league.restore(state.league)
    for (const [key, learned] of Object.entries(state.models)) this.#restoreOne({ key, learned }, atMs)
  }

  #add(challenger: Challenger, atMs: number): void {
    const learned = challenger.learned ?? tunedStateOf(this.#serving)
    if (this.#restoreOne({ ...challenger, learned }, atMs)) this.#league.enter(challenger.key)
  }

  /** Returns whether its state could be read; one that cannot is benched. */
  #restoreOne({ key, learned, weights }: Challenger & { learned: TunedState }, atMs: number): boolean {
    try {
      const blend = this.#create()
      restoreTuned(blend, learned)
      blend.fixWeights(weights ?? blend.fixedWeights)
      this.#others.set(key, blend)
      return true
    } catch {
      this.#benchOne(key, 'failed', atMs)
      return false
    }
  }

  /** Undefined if it failed. */
  #scoredBy(key: string, blend: Blend, context: Context, item: number): number | undefined {
    const startedMs = this.#clock()
    try {
      const { rank } = blend.judge(context, item, listed)
      this.#onOutcome('scored')
      return rewardOf(rank)
    } catch {
      this.#benchOne(key, 'failed', context.atMs)
      return undefined
    } finally {
      const tookMs = this.#clock() - startedMs
      this.#time.spend(tookMs)
      if (this.#bench.noteTime(key, tookMs, context.atMs)) this.#onOutcome('benched')
    }
  }

  #benchOne(key: string, because: Benched['because'], atMs: number): void {
    this.#bench.put(key, because, atMs)
    this.#onOutcome('benched')
  }

  /** The model that now serves and the former one change places. */
  #obey(ruling: Ruling, former: string, atMs: number): void {
    const promoted = this.#others.get(this.servingKey)
    if (!promoted) throw new Error(`the league promotes ${this.servingKey}, which is not in it`)
    this.#others.delete(this.servingKey)
    this.#others.set(former, this.#serving)
    this.#serving = promoted
    this.#rulings = [{ ...ruling, at: new Date(atMs).toISOString() }, ...this.#rulings].slice(0, keptRulings)
    // A guard that a second promotion has relieved challenges again.
    for (const key of this.#others.keys()) this.#league.enter(key)
    this.#onOutcome(ruling.kind)
  }

  /** Those proven worse need no memory. The trained model is kept: it serves again if the serving one is deleted. */
  #dropBeaten(): void {
    for (const { name, phase } of this.#league.table)
      if (name !== original && !active.has(phase)) this.#others.delete(name)
  }

  /** The one that serves was deleted: the trained one serves again, and all evidence starts from nothing. */
  #startAgain(): void {
    this.#serving = this.#others.get(original) ?? this.#serving
    this.#others.delete(original)
    this.#league = new ShadowLeague()
    for (const key of this.#others.keys()) this.#league.enter(key)
  }

  #withdraw(key: string): void {
    this.#league.withdraw(key)
    this.#others.delete(key)
  }
}

const rewardOf = (rank: number) => (rank > 0 ? 1 / rank : 0)
