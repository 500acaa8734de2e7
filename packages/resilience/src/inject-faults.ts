import { setTimeout as delay } from 'node:timers/promises'
import type { Work } from './policy.ts'

/** A fault of the calls of one dependency, for tests and game days. */
export interface Fault {
  /** The name of a policy, such as `Postgres` or `prediction`. Case does not matter. */
  readonly dependency: string
  /**
   * `latency` makes calls later, `error` fails them, `hang` never answers them, `close` closes their connection before
   * the answer.
   */
  readonly kind: 'latency' | 'error' | 'hang' | 'close'
  /** How much later each call is made, in milliseconds; of the kind `latency` only. */
  readonly latencyMs?: number
  /** The calls of this tenant only; the calls of all, and the process's own, when absent. */
  readonly tenantId?: string
  /** The share of calls that it hits, above 0 to 1; all when absent. */
  readonly share?: number
  /** It ends by itself after this time, in milliseconds. */
  readonly durationMs: number
}

/** Who calls what. */
interface Target {
  readonly dependency: string
  readonly tenantId?: string | undefined
}

const longestMs = 3_600_000

/** The faults that are in force in a process. Every fault ends by itself. */
export class InjectedFaults {
  readonly #faults = new Map<string, Fault & { readonly endsAtMs: number }>()
  readonly #now: () => number
  readonly #random: () => number

  constructor({ now = () => performance.now(), random = Math.random } = {}) {
    this.#now = now
    this.#random = random
  }

  /** Puts a fault in force, in place of the one with the same id. @throws RangeError */
  set(id: string, fault: Fault): void {
    requireValidFault(fault)
    this.#faults.set(id, { ...fault, endsAtMs: this.#now() + fault.durationMs })
  }

  end(id: string): void {
    this.#faults.delete(id)
  }

  /** The faults that are in force, by their ids. */
  get active(): ReadonlyMap<string, Fault> {
    for (const [id, { endsAtMs }] of this.#faults) if (endsAtMs <= this.#now()) this.#faults.delete(id)
    return this.#faults
  }

  /** The fault that this call meets, if any: the oldest that hits it. */
  find({ dependency, tenantId }: Target): Fault | undefined {
    if (this.#faults.size === 0) return undefined
    const name = dependency.toLowerCase()
    for (const fault of this.active.values()) {
      const isMeant = fault.dependency.toLowerCase() === name && (!fault.tenantId || fault.tenantId === tenantId)
      if (isMeant && this.#random() < (fault.share ?? 1)) return fault
    }
    return undefined
  }
}

/** The faults of this process. There are none unless something sets them: service-kit does with FAULT_INJECTION. */
export const injectedFaults = new InjectedFaults()

/** The work as it is, or with the fault that is in force for its target. */
export function withFaults<T>(work: Work<T>, target: Target, faults = injectedFaults): Work<T> {
  const fault = faults.find(target)
  return fault ? faulty(work, fault) : work
}

function faulty<T>(work: Work<T>, { kind, latencyMs }: Fault): Work<T> {
  switch (kind) {
    case 'latency':
      return async (signal) => {
        await delay(latencyMs, undefined, { signal })
        return work(signal)
      }
    case 'hang':
      return () => new Promise<never>(() => {})
    case 'error':
      return () => Promise.reject(injected('ECONNREFUSED', 'connection refused'))
    case 'close':
      return async (signal) => {
        // The dependency did its work, and its answer is lost.
        await work(signal)
        throw injected('ECONNRESET', 'connection closed before the answer')
      }
  }
}

/** With the code of a broken connection, which every policy counts as a fault. */
const injected = (code: string, what: string) => Object.assign(new Error(`${what} (injected fault)`), { code })

/** @throws RangeError that names the field */
export function requireValidFault({ durationMs, share = 1, latencyMs = 0 }: Omit<Fault, 'dependency' | 'kind'>): void {
  requireRange('durationMs', durationMs, 1, longestMs)
  requireRange('latencyMs', latencyMs, 0, longestMs)
  requireRange('share', share, Number.MIN_VALUE, 1)
}

function requireRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return
  const bounds = least === Number.MIN_VALUE ? `above 0 and at most ${most}` : `${least} to ${most}`
  throw new RangeError(`A fault's ${name} must be ${bounds}, got ${value}`)
}
