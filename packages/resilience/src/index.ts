export { createPolicy } from './create-policy.ts'
export { Deadline } from './deadline.ts'
export type { Policy } from './policy.ts'
export { withTimeout } from './with-timeout.ts'
