import type { EventLog } from '../log/event-log.ts'
import { growArray } from '../log/grow-array.ts'
import { logCount } from '../ranking/log-count.ts'
import { PartialTopK } from '../ranking/partial-top-k.ts'
import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'
import type { Predictor } from './predictor.ts'

/** How many distinct items of the running session look for neighbours, newest first. */
const window = 10
/** Items of the session whose weight is below this look for no neighbours. */
const leastWeight = 0.02
/** Votes weaker than e^-4 are not cast. */
const voteSpan = 4

/**
 * The sessions most similar to the running one vote for their items.
 *
 * From VMIS-kNN (Kersbergen, Sprangers & Schelter, "Serenade", SIGMOD 2022): each item of the session reaches its `m`
 * newest events through an index, and the `k` best sessions vote. From VSTAN (Ludewig, Mauro, Latifi & Jannach, UMUAI
 * 31, 2021): recent items of the running session count more, and items of a neighbour count more the nearer they are to
 * the shared item. Our own: items before the shared one count less than items after it; and the age of a neighbour is
 * the number of uses of the shared item since, which needs no clock and suits items that are used rarely and often.
 */
export class VmisKnn implements Predictor {
  readonly name = 'vmisKnn'
  readonly tuning = {
    values: { m: 300, k: 200, halfAge: 100, sessionFade: 1, voteFade: 2, backward: 0.6, rarity: 1 },
    choices: {
      sessionFade: [0.5, 1, 2, 5],
      voteFade: [1, 2, 4, 8],
      backward: [0.3, 0.6, 1],
      halfAge: [30, 100, 300, 1000],
      rarity: [0, 1, 2],
      k: [100, 200, 300],
      m: [150, 300],
    },
  }
  readonly #log: EventLog
  #nearest: PartialTopK
  /** Per session its place among the sessions found, from 1; 0 if it was not found. */
  #places = new Int32Array(16)
  /** Per place: the session, its similarity so far, its first shared event, and the last item that found it. */
  #met = new Int32Array(16)
  #similarity = new Float64Array(16)
  #shared = new Int32Array(16)
  #metBy = new Uint8Array(16)
  #metCount = 0
  /** Vote by distance from the shared event, for what followed it. */
  #votes = new Float64Array(0)

  constructor(log: EventLog) {
    this.#log = log
    this.#nearest = new PartialTopK(this.tuning.values.k, log.sessions)
    this.rebuild()
  }

  rebuild(): void {
    this.#nearest = new PartialTopK(this.tuning.values.k, this.#log.sessions)
    const { voteFade } = this.tuning.values
    const farthest = Math.ceil(voteSpan * voteFade)
    this.#votes = Float64Array.from({ length: farthest + 1 }, (_, distance) => Math.exp((1 - distance) / voteFade))
  }

  score(context: Context, scores: ScoreAccumulator): void {
    const last = context.items.at(-1)
    if (last === undefined) return
    this.#meet(context)
    this.#choose()
    for (let n = 0; n < this.#nearest.size; n++) {
      const place = this.#places[this.#nearest.key(n)]!
      this.#vote(this.#shared[place]!, this.#nearest.score(n), last, scores)
    }
    this.#part()
    this.#favourRare(scores)
  }

  get heldBytes(): number {
    return this.#places.byteLength + this.#met.byteLength + this.#similarity.byteLength + this.#shared.byteLength
  }

  /** Collects the sessions that share an item with the running one. Their similarity is a dot product of weights. */
  #meet({ items, session: running }: Context): void {
    this.#makeRoom()
    const asked = new Set<number>()
    for (let n = items.length - 1; n >= 0 && asked.size < window; n--) {
      const item = items[n]!
      const weight = Math.exp((n + 1 - items.length) / this.tuning.values.sessionFade)
      if (weight < leastWeight) break
      if (asked.has(item)) continue
      asked.add(item)
      this.#meetBy(item, weight, asked.size, running)
    }
  }

  #meetBy(item: number, weight: number, nth: number, running: number): void {
    const { items, sessions } = this.#log
    const { m, halfAge } = this.tuning.values
    let event = items.last(item)
    const reached = Math.ceil(m * weight)
    for (let age = 0; event >= 0 && age < reached; age++, event = items.previous(event)) {
      const session = sessions.keyOf(event)
      if (session === running) continue
      const place = this.#places[session]! || this.#meetFirst(session, event)
      if (this.#metBy[place] === nth) continue
      this.#metBy[place] = nth
      this.#similarity[place] = this.#similarity[place]! + weight / (1 + age / halfAge)
    }
  }

  /** Returns the place of the session. */
  #meetFirst(session: number, event: number): number {
    const place = ++this.#metCount
    this.#places[session] = place
    this.#met[place] = session
    this.#shared[place] = event
    this.#similarity[place] = 0
    this.#metBy[place] = 0
    return place
  }

  /** Keeps the k most similar. As in a cosine, long sessions count less, because they share items with everyone. */
  #choose(): void {
    const { sessions } = this.#log
    this.#nearest.clear()
    for (let place = 1; place <= this.#metCount; place++) {
      const session = this.#met[place]!
      this.#nearest.offer(session, this.#similarity[place]! / Math.sqrt(sessions.size(session)))
    }
    this.#nearest.cut()
  }

  /** Forgets all sessions found. */
  #part(): void {
    for (let place = 1; place <= this.#metCount; place++) this.#places[this.#met[place]!] = 0
    this.#metCount = 0
  }

  /** Votes for the items after the shared event, then for those before it. */
  #vote(shared: number, similarity: number, last: number, scores: ScoreAccumulator): void {
    const { items, sessions } = this.#log
    const votes = this.#votes
    let event = sessions.next(shared)
    for (let distance = 1; event >= 0 && distance < votes.length; distance++, event = sessions.next(event)) {
      const item = items.keyOf(event)
      if (item !== last) scores.add(item, votes[distance]! * similarity)
    }
    const before = similarity * this.tuning.values.backward
    event = sessions.previous(shared)
    for (let distance = 1; event >= 0 && distance < votes.length; distance++, event = sessions.previous(event)) {
      const item = items.keyOf(event)
      if (item !== last) scores.add(item, votes[distance]! * before)
    }
  }

  /** Inverse document frequency: an item that everyone uses says little. */
  #favourRare(scores: ScoreAccumulator): void {
    const { rarity } = this.tuning.values
    if (rarity === 0) return
    const { items, size } = this.#log
    const all = Math.log(size)
    for (let n = 0; n < scores.size; n++) {
      const item = scores.item(n)
      scores.scale(item, 1 + rarity * (all - logCount(items.size(item))))
    }
  }

  #makeRoom(): void {
    const sessions = this.#log.sessions.names.size
    const most = 1 + Math.min(sessions, window * this.tuning.values.m)
    this.#places = growArray(this.#places, sessions)
    this.#met = growArray(this.#met, most)
    this.#similarity = growArray(this.#similarity, most)
    this.#shared = growArray(this.#shared, most)
    this.#metBy = growArray(this.#metBy, most)
  }
}
