import type { Call } from '@inkling/contracts'
import type { Attack, Credential } from './attack.ts'
import type { Received } from './send.ts'

/** An attack, and as whom it is made. */
export interface Planned {
  readonly attack: Attack
  readonly credential: Credential
}

const longestMs = 60_000

/** A limit or load kept the gateway from answering: nothing was tested. */
export const isRefused = ({ status }: Received): boolean => status === 429 || status === 503

/** The attacks that a limit or load refused. Each is made again when its call, or its forged credential, may be. */
export class Refused {
  readonly #planned: Planned[] = []
  readonly #blockedUntilMs = new Map<string, number>()
  #count = 0

  /** How often an attack was refused. */
  get count(): number {
    return this.#count
  }

  add(planned: Planned, { headers }: Received): void {
    const { attack, credential } = planned
    this.#count++
    this.#planned.push(planned)
    const afterMs = Math.min(longestMs, 1_000 * (Number(headers.get('retry-after')) || 1))
    this.#blockedUntilMs.set(credential.isForged ? credential.name : attack.call.id, performance.now() + afterMs)
  }

  isBlocked(credential: Credential, { id }: Call): boolean {
    const nowMs = performance.now()
    const isBlocked = (name: string) => (this.#blockedUntilMs.get(name) ?? 0) > nowMs
    return isBlocked(id) || (credential.isForged === true && isBlocked(credential.name))
  }

  /** One of them that may be made again now. */
  next(): Planned | undefined {
    const at = this.#planned.findIndex(({ attack, credential }) => !this.isBlocked(credential, attack.call))
    return at === -1 ? undefined : this.#planned.splice(at, 1)[0]
  }
}
