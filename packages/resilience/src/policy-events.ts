import { channel } from 'node:diagnostics_channel'
import type { Policy, PolicyEvent } from './policy.ts'

/** Telemetry subscribes to these channels. */
const policyEvents = channel('inkling:policy')
const newPolicies = channel('inkling:policy-created')

/** Counts the events of one policy and publishes them. */
export class PolicyEvents {
  readonly #name: string
  readonly counters = { calls: 0, rejected: 0, retry: 0, hedge: 0, slow: 0, opened: 0, ejected: 0, expired: 0 }

  constructor(name: string) {
    this.#name = name
  }

  publish(event: PolicyEvent): void {
    this.counters[event]++
    policyEvents.publish({ name: this.#name, event })
  }
}

/** Telemetry reads the state of each policy when metrics are scraped. */
export const publishPolicy = (policy: Policy): void => newPolicies.publish(policy)
