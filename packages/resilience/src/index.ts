export { createPolicy, type Policy, type PolicyEvent, policyEvents } from './create-policy.ts'
export { Deadline } from './deadline.ts'
