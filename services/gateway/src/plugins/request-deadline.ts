import { Deadline } from '@inkling/resilience'
import { requestFact } from '@inkling/service-kit'

/**
 * When a request must be answered, counted from the moment when its headers were read. Set by the hooks of
 * `authentication`, before anything waits.
 */
export const requestDeadline = requestFact<Deadline>('deadline')

const timeoutMs = { least: 50, most: 30_000, usual: 10_000 }

/**
 * The deadline that `Request-Timeout-Ms` asks for, held within the bounds. A value that is not a number counts as
 * absent.
 */
export function deadlineFrom(header: string | string[] | undefined): Deadline {
  const asked = typeof header === 'string' ? Number.parseInt(header, 10) : Number.NaN
  const allowed = Number.isNaN(asked) ? timeoutMs.usual : Math.min(timeoutMs.most, Math.max(timeoutMs.least, asked))
  return new Deadline(allowed)
}
