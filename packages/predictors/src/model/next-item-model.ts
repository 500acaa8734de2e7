import { Blend } from '../blending/blend.ts'
import { defaultComponents } from '../blending/default-components.ts'
import type { Prior } from '../blending/prior.ts'
import { restoreTuned, type TunedState, tunedStateOf } from '../blending/tuned-blend.ts'
import type { Context } from '../components/context.ts'
import { ItemEmbedding } from '../embedding/item-embedding.ts'
import { type LogBilinear, rowBytes } from '../embedding/log-bilinear.ts'
import type { Challenger } from '../league/challenger.ts'
import {
  PredictionLeague,
  type PredictionLeagueOptions,
  type PredictionLeagueState,
} from '../league/prediction-league.ts'
import { EventLog, type EventLogOptions, type UsageEvent } from '../log/event-log.ts'
import { LateEvents } from '../log/late-events.ts'
import { isCrowding } from '../log/source.ts'
import type { Outcome } from '../monitoring/outcome.ts'
import { type Metrics, Prequential, type PrequentialState } from '../monitoring/prequential.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { ScoredKeys } from '../ranking/scored-keys.ts'
import { TopK } from '../ranking/top-k.ts'
import {
  findRobots,
  leastEvents,
  type RobotKind,
  robotKindOf,
  type UsualSessions,
  usualSessions,
} from '../robots/find-robots.ts'
import { CoOccurrence } from './co-occurrence.ts'
import {
  ContentColdStart,
  type ContentColdStartState,
  type NeighboursOf,
  withProbability,
} from './content-cold-start.ts'
import type { Prediction, PredictionQuery } from './prediction.ts'
import { type IsRemoved, type Removals, RemovalTimes } from './removal-times.ts'
import { decodeLearned, decodeSnapshot, encodeSnapshot } from './snapshot.ts'
import { type TemporalPattern, temporalPatterns } from './temporal-patterns.ts'
import { UnkeptItems } from './unkept-items.ts'
import { UsualHour } from './usual-hour.ts'

export interface RelatedItem {
  itemId: string
  /** Above 0; of `related` and `usualAt` a cosine, in [0, 1]. */
  score: number
}

export interface Counts {
  events: number
  sessions: number
  users: number
  items: number
}

export interface NextItemModelOptions extends EventLogOptions {
  /** Finds items with content like a given one. Without it, an item that nobody has used is never predicted. */
  neighboursOf?: NeighboursOf
  /**
   * Memory that the model may hold. Beyond it, events of items and sessions that occur nowhere else are forgotten
   * first, then the oldest. It is measured every 1,024 events.
   */
  maxBytes?: number
  /** Milliseconds of a clock that never goes back. */
  clock?: () => number
  /** How challengers score; without it they do not. */
  league?: Pick<PredictionLeagueOptions, 'time' | 'onOutcome'>
}

/** `tuning` and `blend` are those of the model that serves. */
export interface LearnedState extends TunedState {
  prequential: PrequentialState
  content: ContentColdStartState
  /** Absent while nothing challenges the model that was trained. */
  league?: PredictionLeagueState
}

/** Numbers that are all equal only for a model in the same state. */
export interface Revision {
  /** Held in memory. */
  events: number
  /** Of these, late ones that do not have their places yet. */
  late: number
  /** Cases that the weights were learned from. */
  cases: number
  /** Changes since the model was made that the other numbers do not show, such as removals of events. */
  moves: number
}

/** A session of a robot, by the names of its events. */
export interface RobotOfModel {
  readonly kind: RobotKind
  readonly sessionId: string | undefined
  readonly userId: string | undefined
  readonly events: number
  readonly startedMs: number
}

/** Number of the format of `LearnedState`. A state of another format is ignored. */
export const learnedFormat = 2

const contextItems = 50
/** More items than this have no vectors, so that a snapshot stays small. */
const mostVectors = 65_536
/** Items listed per model when an event is scored. */
const listed = 20
const keptWhenFull = 0.9
/** Share of the memory that is left when it was exceeded. */
const keptWhenLarge = 0.75
/** The newest share of events may be lone: others of their item or session may still come. */
const newest = 0.1
const measureEvery = 1_024
/** A session is looked at for robots when it has a multiple of so many events. */
const robotEvery = 4
/** State is derived again, rather than updated, if one event in so many is late, or if the log has fewer events. */
const [bulkShare, smallLog] = [100, 10_000]

/** Predicts the next items of a tenant's users: the log of their events, the components that read it, and the blend. */
export class NextItemModel {
  readonly #log: EventLog
  readonly #late: LateEvents
  readonly #embedding = new ItemEmbedding()
  readonly #league: PredictionLeague
  readonly #prequential: Prequential
  readonly #coOccurrence: CoOccurrence
  readonly #usualHour: UsualHour
  /** Scratch: the scores of one component. */
  readonly #scores = new ScoreAccumulator()
  readonly #content: ContentColdStart
  readonly #removalTimes: RemovalTimes
  readonly #unkept = new UnkeptItems()
  /** What is usual among sessions, and how many events there were then. */
  #usual: { readonly sessions: UsualSessions; readonly events: number } | undefined
  readonly #maxBytes: number
  readonly #neighboursOf: NeighboursOf
  #isTruncated = false
  #moves = 0
  /** The events before this time have been forgotten. */
  #forgottenMs = Number.NEGATIVE_INFINITY

  constructor({
    neighboursOf = () => [],
    maxBytes = 400_000_000,
    clock = () => performance.now(),
    league = {},
    ...options
  }: NextItemModelOptions = {}) {
    if (!(maxBytes >= 100_000)) throw new RangeError(`maxBytes must be at least 100,000, got ${maxBytes}`)
    this.#maxBytes = maxBytes
    this.#log = new EventLog(options)
    this.#late = new LateEvents(this.#log, clock)
    const create = () => new Blend(defaultComponents(this.#log), this.#log, this.#embedding)
    this.#league = new PredictionLeague({ create, clock, ...league })
    this.#prequential = new Prequential(
      this.blend.predictors.map(({ name }) => name),
      this.#log,
    )
    this.#coOccurrence = new CoOccurrence(this.#log)
    this.#usualHour = new UsualHour(this.#log)
    this.#neighboursOf = neighboursOf
    this.#content = new ContentColdStart(this.#log, neighboursOf)
    this.#removalTimes = new RemovalTimes(this.#log)
  }

  /** @throws RangeError if the bytes are not a snapshot of this version */
  static decode(bytes: Uint8Array, options: NextItemModelOptions = {}): NextItemModel {
    const { log, embedding, learned } = decodeSnapshot<LearnedState>(bytes)
    const model = new NextItemModel(options)
    model.#log.restore(log)
    model.#embedding.restore(embedding)
    model.restore(learned)
    model.#fit()
    return model
  }

  /** Reads only the learned state of a snapshot; its first megabyte is enough. @throws RangeError as `decode` does */
  static decodeLearned(bytes: Uint8Array): LearnedState {
    const model = new NextItemModel()
    model.restore(decodeLearned<LearnedState>(bytes))
    return model.learned
  }

  encode(): Uint8Array<ArrayBuffer> {
    return encodeSnapshot({ log: this.log.state, embedding: this.#embedding.state, learned: this.learned })
  }

  /** The events, in order of time; late ones are at their places. */
  get log(): EventLog {
    if (this.#late.size > 0) this.#settle()
    return this.#log
  }

  /**
   * Adds an event without learning weights from it, at the place of its time. Ignores an event without an item or a
   * finite time. An event of a source that already has its part of the item's newest events only tells where the source
   * is.
   */
  apply(event: UsageEvent): void {
    if (!event.itemId || !Number.isFinite(event.atMs)) return
    if (isCrowding(this.#log, event)) {
      this.#unkept.add(event)
      this.#moves++
      return
    }
    this.#unkept.forget(event)
    if (event.atMs < this.#forgottenMs) return
    if (event.atMs < this.#log.newestMs) this.#late.add(event)
    else this.#append(event)
    if (this.#late.isFull) this.#settle()
  }

  #append(event: UsageEvent): void {
    if (this.#log.isFull) this.#makeRoom()
    const number = this.#log.append(event)
    this.#applyToAll([number])
    if (this.#log.length % measureEvery === 0) this.#fit()
  }

  #makeRoom(): void {
    this.#keepNewest(Math.floor(this.#log.capacity * keptWhenFull))
  }

  /** Forgets the other events, and those of their times that are yet to come. */
  #keepNewest(events: number): void {
    this.#compact(events)
    if (this.#log.size > 0) this.#forgottenMs = this.#log.atMs(0)
    this.#late.forgetBefore(this.#forgottenMs)
    this.#rebuild()
  }

  #compact(keep: number, isWanted?: (event: number) => boolean): void {
    const before = this.#log.items.names
    this.#log.compact(keep, isWanted)
    this.#embedding.renumber(before, this.#log.items.names)
  }

  /** Puts the late events at their places. */
  #settle(): void {
    const log = this.#log
    if (log.length + this.#late.size > log.capacity) this.#makeRoom()
    const numbers = this.#late.settle()
    const isBulk = numbers.length * bulkShare > log.size || log.size < smallLog
    if (isBulk) this.#rebuild()
    else this.#applyToAll(numbers)
    this.#fit()
  }

  /** Whether events were forgotten because the model needed more memory than it may hold. */
  get isTruncated(): boolean {
    return this.#isTruncated
  }

  /** Forgets events until the model needs a part of its memory. */
  #fit(): void {
    if (this.bytes <= this.#maxBytes) return
    const log = this.#log
    const firstNew = log.length * (1 - newest)
    this.#compact(log.size, (event) => event >= firstNew || !log.isLone(event))
    this.#rebuild()
    const target = keptWhenLarge * this.#maxBytes
    while (this.bytes > target && log.size > 1) {
      this.#keepNewest(Math.floor((log.size * target * 0.95) / this.bytes))
    }
    this.#isTruncated = true
  }

  /**
   * Adds an event that just happened, after scoring the prediction for its context and learning from it. Returns how
   * each model did, or nothing if there was no context. An event that our own suggestion caused is only added, because
   * learning from it would confirm our own guess. So is one of a source that has its part of the item's events, and one
   * that is older than the last event of its session.
   */
  observe(event: UsageEvent): Outcome[] {
    const context = this.contextOf(event)
    const outcomes = this.#isCase(event, context) ? this.#learn(event.itemId, context) : []
    this.apply(event)
    return outcomes
  }

  /**
   * Learns weights from an event and adds it, as `observe` does in twice the time, because that also tells how each
   * component did by itself. Returns whether the event was learned from. Weights of content are not learned.
   */
  teach(event: UsageEvent): boolean {
    const context = this.contextOf(event)
    const isCase = this.#isCase(event, context)
    if (isCase) this.blend.judge(context, this.#log.items.names.find(event.itemId), listed)
    this.apply(event)
    return isCase
  }

  #isCase(event: UsageEvent, context: Context): boolean {
    const isKnown = context.items.length > 0 || this.#log.users.size(context.user) > 0
    return isKnown && !event.isInduced && !this.#isOutOfPlace(event, context) && !isCrowding(this.#log, event)
  }

  /** Predicts the next items, best first. Unknown ids are no error: an unknown user gets what everyone uses. */
  predict(asked: PredictionQuery): Prediction[] {
    const { limit = 20, minProbability = 0, explain = false, removals, without, ...query } = asked
    const context = this.contextOf(query)
    const isGone = removals && ((itemId: string) => removals.from(itemId) <= context.atMs)
    const here = without?.has('content') ? undefined : (query.recent?.at(-1) ?? this.#here(context))
    const content = this.#content.consider(here, context, isGone)
    const neighbours = content.neighbours.length
    const isRemoved = removals && this.#removalTimes.testAt(removals, context.atMs)
    const ranked = this.blend.predict(context, limit + neighbours, explain, isRemoved, without)
    const predictions = ranked.map(({ item, probability, reasons }) => ({
      itemId: this.#log.items.names.nameOf(item),
      ...withProbability(probability),
      ...(reasons && { reasons }),
    }))
    const served = neighbours > 0 ? this.#content.mix(predictions, content, limit) : predictions
    return minProbability > 0 ? served.filter(({ probability }) => probability >= minProbability) : served
  }

  /** The items with content like the one where the user is: predictions are made from them, too. */
  neighboursAt(query: PredictionQuery): readonly string[] {
    const here = query.recent?.at(-1) ?? this.#here(this.contextOf(query))
    return here === undefined ? [] : this.#neighboursOf(here)
  }

  /** Whether anyone has used the item. */
  knows(itemId: string): boolean {
    return this.#log.items.names.find(itemId) >= 0
  }

  /** Items used together with these, best first, without those that are removed at `atMs`. */
  related(itemIds: readonly string[], limit: number, removals?: Removals, atMs = 0): RelatedItem[] {
    const isRemoved: IsRemoved | undefined = removals && this.#removalTimes.testAt(removals, atMs)
    return this.#named(this.#coOccurrence.related(this.#known(itemIds), limit, isRemoved))
  }

  /** Items that everyone uses at this hour of the week, best first, without those that are removed then. */
  usualAt(atMs: number, limit: number, removals?: Removals): RelatedItem[] {
    if (this.#late.isDue) this.#settle()
    return this.#named(this.#usualHour.itemsAt(atMs, limit, removals && this.#removalTimes.testAt(removals, atMs)))
  }

  /** The items whose uses cluster at an hour of the week, the strongest first. Reads up to 200,000 events. */
  temporalPatterns(limit: number): TemporalPattern[] {
    return temporalPatterns(this.log, limit)
  }

  /** Items by the scores of one component alone, best first; none for a name that is no component's. */
  scoredBy(component: string, { limit = 20, removals, ...query }: PredictionQuery): RelatedItem[] {
    const context = this.contextOf(query)
    const isRemoved: IsRemoved | undefined = removals && this.#removalTimes.testAt(removals, context.atMs)
    const scores = this.#scores
    scores.clear()
    this.blend.predictors.find(({ name }) => name === component)?.score(context, scores)
    const top = new TopK(Math.min(limit, scores.size), this.#log.items)
    for (let n = 0; n < scores.size; n++)
      if (!isRemoved?.(scores.item(n))) top.offer(scores.item(n), scores.of(scores.item(n)))
    top.sort()
    return this.#named(top)
  }

  /** Removes one event equal to this, as if it had never been applied. Returns false if there is none. */
  remove(event: UsageEvent): boolean {
    const number = this.log.find(event)
    return number >= 0 && this.removeEvents([number]) === 1
  }

  /**
   * Forgets the sessions of robots, except those that are cleared, as if their events had never been applied. Returns
   * them.
   */
  removeRobots(isCleared: (robot: RobotOfModel) => boolean = () => false): RobotOfModel[] {
    const { log } = this
    const robots = findRobots(log)
      .map(({ session, kind }) => ({ session, robot: this.#robotOf(session, kind) }))
      .filter(({ robot }) => !isCleared(robot))
    if (robots.length === 0) return []
    const sessions = new Set(robots.map(({ session }) => session))
    this.#compact(log.size, (event) => !sessions.has(log.sessions.keyOf(event)))
    this.#unkept.clear()
    this.#rebuild()
    return robots.map(({ robot }) => robot)
  }

  #robotOf(session: number, kind: RobotKind): RobotOfModel {
    const { sessions, users } = this.#log
    const events = sessions.eventsOf(session)
    const first = events[0] ?? -1
    const user = users.keyOf(first)
    return {
      ...{ kind, events: events.length, startedMs: this.#log.atMs(first) },
      sessionId: sessions.names.nameOf(session) || undefined,
      userId: user < 0 ? undefined : users.names.nameOf(user),
    }
  }

  /** Forgets the session of an event if it looks like that of a robot by now; it is looked at every few events. */
  forgetRobot({ sessionId, userId, atMs }: UsageEvent): boolean {
    const { log } = this
    const user = userId ? log.users.names.find(userId) : -1
    const session = sessionId ? log.sessions.names.find(sessionId) : log.runningSession(user, atMs)
    const size = log.sessions.size(session)
    if (size < leastEvents || size % robotEvery !== 0) return false
    if (!this.#usual || log.size > 2 * this.#usual.events)
      this.#usual = { sessions: usualSessions(log), events: log.size }
    if (!robotKindOf(log, session, this.#usual.sessions)) return false
    this.removeEvents(log.sessions.eventsOf(session))
    return true
  }

  /** Takes an event that nothing is learned from, and that only tells where its source is. */
  passBy(event: UsageEvent): void {
    this.#unkept.add(event)
    this.#moves++
  }

  /** Removes a session. Returns the number of its events. */
  removeSession(sessionId: string): number {
    return this.removeEvents(this.log.sessions.eventsOf(this.log.sessions.names.find(sessionId)))
  }

  /** Removes all events of a user, and the user's id. Returns the number of events. */
  removeUser(userId: string): number {
    return this.removeEvents(this.log.users.eventsOf(this.log.users.names.find(userId)))
  }

  /** Removes live events, given by their rising numbers in the log. */
  removeEvents(events: readonly number[]): number {
    this.#unkept.clear()
    this.#moves++
    for (const event of events.toReversed()) {
      const item = this.#log.items.keyOf(event)
      const moved = this.#log.remove(event).map((other) => this.#log.items.keyOf(other))
      for (const { predictors } of this.#league.blends)
        for (const predictor of predictors) for (const changed of [item, ...moved]) predictor.remove?.(changed)
    }
    return events.length
  }

  get revision(): Revision {
    const late = this.#late.size
    return { events: this.#log.size + late, late, cases: this.blend.cases, moves: this.#moves }
  }

  /** Equal only for a model of the same revision that is tuned alike. */
  get version(): string {
    const tuning = this.blend.predictors.flatMap((own) =>
      own.tuning ? Object.values(own.tuning.values).join(',') : [],
    )
    const { servingKey } = this.#league
    return [...Object.values(this.revision), ...tuning, ...(servingKey ? [servingKey] : [])].join('.')
  }

  get counts(): Counts {
    const { size, sessions, users, items } = this.log
    return { events: size, sessions: sessions.live, users: users.live, items: items.live }
  }

  /** Memory held in typed arrays. */
  get bytes(): number {
    const parts = [
      this.#log,
      this.#embedding,
      ...this.#league.blends,
      this.#coOccurrence,
      this.#usualHour,
      this.#scores,
      this.#removalTimes,
    ]
    return parts.reduce((sum, { heldBytes }) => sum + heldBytes, this.#prequential.heldBytes)
  }

  /** Current weight per component; they sum to 1. */
  get weights(): Record<string, number> {
    return this.blend.weights
  }

  /** Cases that the weights were learned from. */
  get learnedCases(): number {
    return this.blend.cases
  }

  /** Copies the events except some (by rising numbers), with room to play those back. The copy has learned nothing. */
  copyWithout(events: readonly number[]): NextItemModel {
    const { capacity, sessionGapMs, state } = this.log
    const copy = new NextItemModel({ capacity: capacity + events.length, sessionGapMs, maxBytes: Number.MAX_VALUE })
    copy.#log.restore(state)
    copy.#embedding.share(this.#embedding)
    copy.restore(copy.learned)
    copy.removeEvents(events)
    return copy
  }

  /** Vectors of this many items may be held, in an eighth of the model's memory. */
  get mostVectors(): number {
    return Math.min(mostVectors, Math.floor(this.#maxBytes / 8 / rowBytes))
  }

  /**
   * Takes vectors that were learned from the events.
   * @param rows per item of the log its row + 1; 0 without a vector
   */
  embed(rows: Int32Array<ArrayBuffer>, vectors: LogBilinear): void {
    this.#embedding.adopt(rows, vectors)
    this.#moves++
  }

  /**
   * Shrinks the weights towards a prior from other tenants, which counts less the more cases the model has of its own.
   */
  shrinkTowards(prior: Prior): void {
    for (const blend of this.#league.blends) blend.shrinkTowards(prior)
    this.#moves++
  }

  /** The quality of predictions on the events observed; older events fade. */
  get metrics(): Metrics {
    return this.#prequential.metrics
  }

  /** The learned state that is not in the log. It survives JSON. */
  get learned(): LearnedState {
    const [prequential, content, league] = [this.#prequential.state, this.#content.state, this.#league.state]
    return { ...tunedStateOf(this.blend), prequential, content, ...(league && { league }) }
  }

  restore({ prequential, content, league, ...tuned }: LearnedState): void {
    restoreTuned(this.blend, tuned)
    this.#league.restore(league, this.#log.newestMs)
    this.#prequential.restore(prequential)
    this.#content.restore(content)
    this.#moves++
  }

  /** The blend that predicts. */
  get blend(): Blend {
    return this.#league.serving
  }

  /**
   * Has these challenge the model, unseen, and no others. What is known of those that did before stays.
   * @param atMs now
   */
  challengeBy(challengers: readonly Challenger[], atMs: number): void {
    const { servingKey } = this.#league
    this.#league.enter(challengers, atMs)
    if (this.#league.servingKey !== servingKey) this.#moves++
  }

  /** The situation of a user, from the log and the query. */
  contextOf({ recent, sessionId, userId, atMs }: PredictionQuery): Context {
    if (this.#late.isDue) this.#settle()
    const log = this.#log
    const at = atMs ?? (log.newest >= 0 ? log.atMs(log.newest) : 0)
    const known = userId ? log.users.names.find(userId) : -1
    const session = sessionId ? log.sessions.names.find(sessionId) : log.runningSession(known, at)
    const last = log.sessions.last(session)
    const user = known < 0 && last >= 0 ? log.users.keyOf(last) : known
    const items = recent
      ? this.#known(recent.slice(-contextItems))
      : this.#runningItems(session, this.#unkept.of({ sessionId, userId }, at, log.sessionGapMs))
    return { items, user, session, atMs: at }
  }

  #runningItems(session: number, unkept: readonly string[]): number[] {
    const log = this.#log
    const items = log.sessions.eventsOf(session, contextItems).map((event) => log.items.keyOf(event))
    return unkept.length > 0 ? [...items, ...this.#known(unkept)].slice(-contextItems) : items
  }

  /** Whether the session of an event goes on after it, so that something else came next. */
  #isOutOfPlace({ atMs }: UsageEvent, { session }: Context): boolean {
    const last = this.#log.sessions.last(session)
    return last >= 0 && this.#log.atMs(last) > atMs
  }

  /** Returns how each model did on an item that came next in this context, and learns from it. */
  #learn(itemId: string, context: Context): Outcome[] {
    const item = this.#log.items.names.find(itemId)
    const outcome = this.blend.observe(context, item, listed)
    const outcomes = this.#prequential.add(outcome, context, item)
    if (this.#league.judge(context, item, outcome.blend.rank)) this.#moves++
    const content = this.#content.consider(this.#here(context), context)
    if (content.neighbours.length > 0)
      outcomes.push(this.#content.learn(itemId, content, context, outcome.blend.probability))
    return outcomes
  }

  /** The item where the user is, if any. */
  #here({ items }: Context): string | undefined {
    const last = items.at(-1)
    return last === undefined ? undefined : this.#log.items.names.nameOf(last)
  }

  #known(itemIds: readonly string[]): number[] {
    return itemIds.map((id) => this.#log.items.names.find(id)).filter((item) => item >= 0)
  }

  #named(top: ScoredKeys): RelatedItem[] {
    const { names } = this.#log.items
    return Array.from({ length: top.size }, (_, n) => ({ itemId: names.nameOf(top.key(n)), score: top.score(n) }))
  }

  #applyToAll(events: readonly number[]): void {
    for (const { predictors } of this.#league.blends)
      for (const event of events) for (const predictor of predictors) predictor.apply?.(event)
  }

  #rebuild(): void {
    this.#moves++
    for (const { predictors } of this.#league.blends) for (const predictor of predictors) predictor.rebuild?.()
  }
}
