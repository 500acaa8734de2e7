import type { Deadline } from '@inkling/resilience'

/** Operators do not wait for a process that hangs. */
const timeoutMs = 1_000
/** What the others said is sent before the deadline of the request. */
const mostOfDeadline = 0.7

/** How long processes may take to answer an operator. */
export const waitMsOf = ({ remainingMs }: Deadline): number => Math.min(timeoutMs, mostOfDeadline * remainingMs)
