import type { Policy, PolicyDescription } from './policy.ts'

/** The policies of this process, in the order of their creation. */
const policies = new Set<Policy>()

export const rememberPolicy = (policy: Policy): void => void policies.add(policy)

/** What each policy of this process is set to and does now. */
export const describePolicies = (): PolicyDescription[] => [...policies].map((policy) => policy.describe())

/**
 * Closes the circuits of the policies of these names, or all, and forgets the faults that opened them.
 * @returns the names of the policies found
 */
export function resetCircuits(names?: readonly string[]): string[] {
  const found = [...policies].filter(({ name }) => names === undefined || names.includes(name))
  for (const policy of found) policy.resetCircuit()
  return found.map(({ name }) => name)
}
