import { channel } from 'node:diagnostics_channel'
import type { Policy } from './policy.ts'

type PolicyEvent = 'rejected' | 'retry' | Policy['state']

/** Telemetry subscribes to this channel. */
const policyEvents = channel('inkling:policy')

/** Publishes an event of a policy: a state of its circuit, a retry, or a call that its bulkhead rejected. */
export function publishPolicyEvent(name: string, event: PolicyEvent): void {
  policyEvents.publish({ name, event })
}
