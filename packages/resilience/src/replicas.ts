import { hash } from 'node:crypto'
import { BrokenCircuitError, TaskCancelledError } from 'cockatiel'
import { Circuit, type CircuitOptions } from './circuit.ts'
import type { CircuitStateName, Guard, PolicyEvent } from './policy.ts'

interface Replica<T> {
  readonly url: string
  readonly target: T
  readonly circuit: Circuit
}

/**
 * The replicas of one dependency. Each key has a home replica by rendezvous hashing, so that what the replica holds for
 * the key stays warm. A replica that fails or is slow is ejected: its circuit opens, for longer each time, and its keys
 * go to the next replica in their own order. While more than half of the replicas would be ejected, none is, because
 * those that are left could not carry the load. When all are bad, calls fail at once.
 *
 * As the guard of a policy, it is open when all replicas are bad: a bad one must not stop the calls of the others.
 */
export class Replicas<T> implements Guard {
  readonly #replicas: readonly Replica<T>[]
  #tell: (event: PolicyEvent) => void = () => {}

  /** @param probe as of `PolicyOptions`, of one replica */
  constructor(
    name: string,
    targets: ReadonlyMap<string, T>,
    options: Omit<CircuitOptions, 'onEvent' | 'usualMs' | 'probe'>,
    probe?: (target: T, signal: AbortSignal) => Promise<unknown>,
  ) {
    if (targets.size === 0) throw new RangeError(`${name} needs at least one replica`)
    const onEvent = (event: 'slow' | 'opened') => this.#tell(event === 'opened' ? 'ejected' : event)
    this.#replicas = [...targets].map(([url, target]) => ({
      url,
      target,
      circuit: new Circuit({ ...options, onEvent, ...(probe && { probe: (signal) => probe(target, signal) }) }),
    }))
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
  run<R>(key: string, tried: T[], signal: AbortSignal, work: (target: T) => Promise<R>, isLong = false): Promise<R> {
    const [first, second] = this.#replicas
    // There is nothing to choose from, and the policy around it has a circuit of its own.
    if (first && !second) return cancellable(work(first.target), signal)
    return this.#runOnBest(key, tried, signal, work, isLong)
  }

  async #runOnBest<R>(
    key: string,
    tried: T[],
    signal: AbortSignal,
    work: (target: T) => Promise<R>,
    isLong: boolean,
  ): Promise<R> {
    for (const { target, circuit } of this.#inOrder(key, tried)) {
      const attempt = () => cancellable(work(target), signal)
      try {
        tried.push(target)
        return await circuit.execute(attempt, isLong)
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error
        if (this.#areMostEjected()) return await attempt()
      }
    }
    throw new BrokenCircuitError()
  }

  #inOrder(key: string, tried: readonly T[]): readonly Replica<T>[] {
    const ranked = this.#replicas.map((replica) => ({
      replica,
      wasTried: tried.includes(replica.target),
      weight: hash('md5', `${replica.url} ${key}`),
    }))
    ranked.sort((a, b) => Number(a.wasTried) - Number(b.wasTried) || (a.weight < b.weight ? 1 : -1))
    return ranked.map(({ replica }) => replica)
  }

  #areMostEjected(): boolean {
    const ejected = this.#replicas.filter(({ circuit }) => circuit.state !== 'closed').length
    return ejected * 2 > this.size && ejected < this.size
  }
}

/** Work that its caller gave up says nothing about the replica, unless it had enough time. */
const cancellable = <R>(work: Promise<R>, signal: AbortSignal): Promise<R> =>
  work.catch((error: unknown) => {
    if (!signal.aborted) throw error
    throw signal.reason instanceof TaskCancelledError ? signal.reason : new TaskCancelledError()
  })
