export { createPolicy, type Policy } from './create-policy.ts'
export { Deadline } from './deadline.ts'
