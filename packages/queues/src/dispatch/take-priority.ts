import type { Ring } from './take-turn.ts'

/** Of ten runs six are of high priority, three of normal and one of low, as far as there are any. */
const shares = [6, 3, 1] as const
const shareOf = (priority: string) => shares[Number(priority)] ?? 1

/**
 * Says which priority is next: smooth weighted round robin, as NGINX has it. The highest one comes first, however the
 * runs came, and the turns of each are spread over those of the others, so that none starves.
 * @param ring The credit of each priority.
 * @param able At least one.
 */
export function takePriority(ring: Ring, able: Iterable<string>): string {
  const priorities = [...able].toSorted()
  const credit = (priority: string) => ring.get(priority) ?? 0
  for (const one of priorities) ring.set(one, credit(one) + shareOf(one))
  const next = priorities.reduce((best, one) => (credit(one) > credit(best) ? one : best))
  ring.set(next, credit(next) - priorities.reduce((sum, one) => sum + shareOf(one), 0))
  return next
}
