import { hash } from 'node:crypto'
import { BrokenCircuitError, TaskCancelledError } from 'cockatiel'
import { Circuit, type CircuitOptions } from './circuit.ts'
import type { CircuitStateName, Guard, PolicyEvent } from './policy.ts'

interface Replica<T> {
  readonly url: string
  readonly target: T
  readonly circuit: Circuit
  inFlight: number
  /** It said that it stops, so it is asked last. */
  isLeaving: boolean
  /** Called when no call is under way and another replica takes its calls. */
  onLeft: () => void
  /** Ends the watch. */
  readonly unwatch: () => void
}

/** A replica, as told by who watches whether its process stops. */
export interface Watched {
  /** From now on it is asked only if no other one can be; with false it is one as all others again. */
  leave(isLeaving: boolean): void
  /** Resolves once no call is under way there, and another replica, which does not stop, gets all that follow. */
  left(): Promise<void>
}

export interface ReplicasOptions<T> extends Omit<CircuitOptions, 'onEvent' | 'usualMs' | 'probe'> {
  /** As of `PolicyOptions`, of one replica. */
  readonly probe?: (target: T, signal: AbortSignal) => Promise<unknown>
  /** Whether an error shows that the replica never got the call, so that another one may be asked at once. */
  readonly isUnreached?: (error: unknown) => boolean
  /** Watches whether a replica stops, if there may be others; returns a function that ends this. */
  readonly watch?: (target: T, replica: Watched) => () => void
  /** Whether they may be replaced, so that even a single one needs a circuit here. */
  readonly mayChange?: boolean
}

/**
 * Runs a call on a replica.
 * @param isHome whether the key belongs there; false for a second attempt, and for what a busy home leaves to others;
 * undefined if there is only one replica
 */
type Ask<T, R> = (target: T, isHome?: boolean) => Promise<R>

/** A replica is busy only with more calls than this. */
const calmCalls = 8
/** And with more than this many times its share of all calls. */
const busyFactor = 1.25

/**
 * The replicas of one dependency. Each key has a home replica by rendezvous hashing (Thaler and Ravishankar, "Using
 * name-based mappings to increase hit rates", 1998), so that what the replica holds for the key stays warm. While it
 * has more than its share of the calls, the next replica in the key's own order gets the others (Mirrokni, Thorup and
 * Zadimoghaddam, "Consistent hashing with bounded loads", 2018).
 *
 * A replica that fails or is slow is ejected: its circuit opens, for longer each time, and its keys go to the next
 * replica in their order, which is then their home. While more than half of the replicas would be ejected, none is,
 * because those that are left could not carry the load. When all are bad, calls fail at once. A call that never reached
 * a replica goes on to the next one, and if none can be reached to one that is ejected. A replica that says that it
 * stops is left before it does; an ejected one is better than none.
 *
 * As the guard of a policy, it is open when all replicas are bad: a bad one must not stop the calls of the others.
 */
export class Replicas<T> implements Guard {
  readonly #name: string
  readonly #options: ReplicasOptions<T>
  #replicas: readonly Replica<T>[] = []
  #tell: (event: PolicyEvent) => void = () => {}

  constructor(name: string, targets: ReadonlyMap<string, T>, options: ReplicasOptions<T>) {
    this.#name = name
    this.#options = options
    this.replace(targets)
  }

  /** From now on these are the replicas. What is known of those that were there before stays. */
  replace(targets: ReadonlyMap<string, T>): void {
    if (targets.size === 0) throw new RangeError(`${this.#name} needs at least one replica`)
    const before = this.#replicas
    const isOneOfSeveral = targets.size > 1 || this.#options.mayChange === true
    this.#replicas = [...targets].map(
      ([url, target]) =>
        before.find((known) => known.url === url && known.target === target) ??
        this.#create(url, target, isOneOfSeveral),
    )
    for (const known of before) if (!this.#replicas.includes(known)) known.unwatch()
    this.#tellLeft()
  }

  /** Nothing watches them any more. */
  close(): void {
    for (const { unwatch } of this.#replicas) unwatch()
  }

  #create(url: string, target: T, isOneOfSeveral: boolean): Replica<T> {
    const { probe, watch, ...options } = this.#options
    const onEvent = (event: 'slow' | 'opened') => this.#tell(event === 'opened' ? 'ejected' : event)
    const circuit = new Circuit({ ...options, onEvent, ...(probe && { probe: (signal) => probe(target, signal) }) })
    const state = { url, target, circuit, inFlight: 0, isLeaving: false, onLeft: () => {} }
    const watched: Watched = {
      leave: (isLeaving) => {
        state.isLeaving = isLeaving
        this.#tellLeft()
      },
      left: () =>
        new Promise((resolve) => {
          state.onLeft = resolve
          this.#tellLeft()
        }),
    }
    return Object.assign(state, { unwatch: (isOneOfSeveral && watch?.(target, watched)) || (() => {}) })
  }

  get size(): number {
    return this.#replicas.length
  }

  get state(): CircuitStateName {
    const states = this.#replicas.map(({ circuit }) => circuit.state)
    return states.find((state) => state === 'closed') ?? states.find((state) => state === 'halfOpen') ?? 'open'
  }

  get isIdle(): boolean {
    return this.state !== 'closed' && this.#replicas.some(({ circuit }) => circuit.isIdle)
  }

  /** Only runs the call, which must use `run`. */
  execute<R>(call: () => Promise<R>): Promise<R> {
    return call()
  }

  listen(onEvent: (event: PolicyEvent) => void): void {
    this.#tell = onEvent
  }

  reset(): void {
    for (const { circuit } of this.#replicas) circuit.reset()
  }

  /**
   * Runs `work` on the best replica for `key`.
   * @param tried replicas that this call has asked before: they come last. The one that is asked now is added.
   * @param isLong as of `ExecuteOptions`
   * @throws BrokenCircuitError at once while all replicas are bad
   */
  run<R>(key: string, tried: T[], signal: AbortSignal, work: Ask<T, R>, isLong = false): Promise<R> {
    const [first, second] = this.#replicas
    // There is nothing to choose from, and the policy around it has a circuit of its own.
    if (first && !second && !this.#options.mayChange) return cancellable(work(first.target), signal)
    return this.#runOnBest(key, tried, signal, work, isLong)
  }

  async #runOnBest<R>(key: string, tried: T[], signal: AbortSignal, work: Ask<T, R>, isLong: boolean): Promise<R> {
    const ranked = this.#byWeight(key)
    // An ejected replica is nobody's home.
    const home = tried.length === 0 ? ranked.find(({ circuit }) => circuit.state === 'closed') : undefined
    let unreached: unknown
    let lastResort: (() => Promise<R>) | undefined
    for (const replica of this.#inOrder(ranked, tried)) {
      const { target, circuit } = replica
      const attempt = () =>
        this.#count(replica, cancellable(work(target, this.size > 1 ? replica === home : undefined), signal))
      try {
        tried.push(target)
        return await circuit.execute(attempt, isLong)
      } catch (error) {
        if (this.#options.isUnreached?.(error)) unreached = error
        else if (!(error instanceof BrokenCircuitError)) throw error
        else if (this.#areMostEjected()) return await attempt()
        else lastResort ??= attempt
      }
    }
    if (unreached !== undefined && lastResort) return await lastResort()
    throw unreached ?? new BrokenCircuitError()
  }

  async #count<R>(replica: Replica<T>, work: Promise<R>): Promise<R> {
    replica.inFlight++
    try {
      return await work
    } finally {
      if (--replica.inFlight === 0) this.#tellLeft()
    }
  }

  #tellLeft(): void {
    if (this.#replicas.every(({ isLeaving }) => isLeaving)) return
    for (const { isLeaving, inFlight, onLeft } of this.#replicas) if (isLeaving && inFlight === 0) onLeft()
  }

  #isBusy({ inFlight }: Replica<T>): boolean {
    const all = this.#replicas.reduce((sum, replica) => sum + replica.inFlight, 0)
    return inFlight >= Math.max(calmCalls, Math.ceil((busyFactor * (all + 1)) / this.size))
  }

  /**
   * In the order of their weights, but first those that are free; then those that were asked before, and last those
   * that stop: a second attempt there would meet a connection that closes.
   */
  #inOrder(ranked: readonly Replica<T>[], tried: readonly T[]): readonly Replica<T>[] {
    const reluctance = (replica: Replica<T>) =>
      replica.isLeaving ? 3 : tried.includes(replica.target) ? 2 : Number(this.#isBusy(replica))
    // The sort is stable.
    return ranked.toSorted((a, b) => reluctance(a) - reluctance(b))
  }

  #byWeight(key: string): readonly Replica<T>[] {
    const ranked = this.#replicas.map((replica) => ({ replica, weight: hash('md5', `${replica.url} ${key}`) }))
    return ranked.sort((a, b) => (a.weight < b.weight ? 1 : -1)).map(({ replica }) => replica)
  }

  /** Of those that do not stop. */
  #areMostEjected(): boolean {
    const present = this.#replicas.filter(({ isLeaving }) => !isLeaving)
    const ejected = present.filter(({ circuit }) => circuit.state !== 'closed').length
    return ejected * 2 > present.length && ejected < this.size
  }
}

/** Work that its caller gave up says nothing about the replica, unless it had enough time. */
const cancellable = <R>(work: Promise<R>, signal: AbortSignal): Promise<R> =>
  work.catch((error: unknown) => {
    if (!signal.aborted) throw error
    throw signal.reason instanceof TaskCancelledError ? signal.reason : new TaskCancelledError()
  })
