import type { Context } from './context.ts'
import type { EventLog } from './event-log.ts'
import { grown } from './grown.ts'
import type { Predictor } from './predictor.ts'
import type { Scores } from './scores.ts'
import { Top } from './top.ts'

/** Distinct items of the running session that look for neighbours, newest first. */
const window = 10
/** Items of the session whose weight is below this look for none. */
const leastWeight = 0.02
/** Newest events of a neighbour that are looked at; one that shared an item only before those has no vote. */
const reach = 100
/** Votes weaker than e^-4 are not cast. */
const voteSpan = 4

/**
 * What people did next who did something alike: the sessions nearest to the running one vote for their items.
 *
 * VMIS-kNN (Kersbergen, Sprangers & Schelter, "Serenade", SIGMOD 2022) in that each item of the session reaches its `m` most
 * recent events through an index, and the `k` best sessions vote; similarity and votes are weighted as in VSTAN (Ludewig,
 * Mauro, Latifi & Jannach, UMUAI 31, 2021): recent items of the running session count more, a neighbour's items count more the
 * nearer they lie to the shared item. Ours: what a neighbour did *before* the shared item counts less than what it did after; and
 * a neighbour's age is told by how often the shared item was used since, which needs no clock and suits slow and quick items.
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
      m: [150, 300, 500],
    },
  }
  readonly #log: EventLog
  #nearest: Top
  /** Per session: similarity so far, the shared event that met first, and the last item of the running session to meet it. */
  #similarity = new Float64Array(16)
  #shared = new Int32Array(16)
  #metBy = new Uint8Array(16)
  /** Sessions met, in order of meeting. */
  #met = new Int32Array(16)
  #metCount = 0
  /** Scratch: the items of a neighbour, newest first. */
  readonly #path = new Int32Array(reach)
  /** Vote by distance from the shared event, for what followed it. */
  #votes = new Float64Array(0)

  constructor(log: EventLog) {
    this.#log = log
    this.#nearest = new Top(this.tuning.values.k, log.sessions)
    this.rebuild()
  }

  rebuild(): void {
    this.#nearest = new Top(this.tuning.values.k, this.#log.sessions)
    const { voteFade } = this.tuning.values
    const farthest = Math.min(reach, Math.ceil(voteSpan * voteFade))
    this.#votes = Float64Array.from({ length: farthest + 1 }, (_, distance) => Math.exp((1 - distance) / voteFade))
  }

  score(context: Context, scores: Scores): void {
    const last = context.items.at(-1)
    if (last === undefined) return
    this.#meet(context)
    this.#choose()
    for (let n = 0; n < this.#nearest.size; n++) this.#vote(this.#nearest.key(n), this.#nearest.score(n), last, scores)
    this.#favourRare(scores)
  }

  get heldBytes(): number {
    return this.#similarity.byteLength + this.#shared.byteLength + this.#metBy.byteLength + this.#met.byteLength
  }

  /** Collects sessions that share an item with the running one; the similarity is a dot product of weights. */
  #meet({ items, session: running }: Context): void {
    this.#makeRoom()
    const asked = new Set<number>()
    for (let n = items.length - 1; n >= 0 && asked.size < window; n--) {
      const item = items[n] as number
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
    for (let age = 0; event >= 0 && age < m; age++, event = items.previous(event)) {
      const session = sessions.keyOf(event)
      const metBy = this.#metBy[session]
      if (metBy === nth || session === running) continue
      if (metBy === 0) {
        this.#met[this.#metCount++] = session
        this.#shared[session] = event
      }
      this.#metBy[session] = nth
      this.#similarity[session] = (this.#similarity[session] as number) + weight / (1 + age / halfAge)
    }
  }

  /** Keeps the k most similar; cosine-like: long sessions share items with everyone. */
  #choose(): void {
    this.#nearest.clear()
    for (let n = 0; n < this.#metCount; n++) {
      const session = this.#met[n] as number
      const length = this.#log.sessions.size(session)
      this.#nearest.offer(session, (this.#similarity[session] as number) / Math.sqrt(length))
      this.#similarity[session] = 0
      this.#metBy[session] = 0
    }
    this.#metCount = 0
  }

  #vote(session: number, similarity: number, last: number, scores: Scores): void {
    const { items, sessions } = this.#log
    const shared = this.#shared[session] as number
    const path = this.#path
    let length = 0
    let place = -1
    for (let e = sessions.last(session); e >= 0 && length < reach; e = sessions.previous(e)) {
      if (e === shared) place = length
      if (place >= 0 && length - place >= this.#votes.length) break
      path[length++] = items.keyOf(e)
    }
    if (place < 0) return
    const before = similarity * this.tuning.values.backward
    for (let n = Math.max(0, place - this.#votes.length + 1); n < length; n++) {
      const item = path[n] as number
      if (n === place || item === last) continue
      scores.add(item, (this.#votes[Math.abs(place - n)] as number) * (n < place ? similarity : before))
    }
  }

  /** Inverse document frequency: what everyone uses says little. */
  #favourRare(scores: Scores): void {
    const { rarity } = this.tuning.values
    if (rarity === 0) return
    const { items, size } = this.#log
    for (let n = 0; n < scores.size; n++) {
      const item = scores.item(n)
      scores.scale(item, 1 + rarity * Math.log(size / items.size(item)))
    }
  }

  #makeRoom(): void {
    const sessions = this.#log.sessions.names.size
    this.#similarity = grown(this.#similarity, sessions)
    this.#shared = grown(this.#shared, sessions)
    this.#metBy = grown(this.#metBy, sessions)
    this.#met = grown(this.#met, Math.min(sessions, window * this.tuning.values.m))
  }
}
