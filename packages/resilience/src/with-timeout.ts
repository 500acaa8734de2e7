import pTimeout from 'p-timeout'

/**
 * The result of `work`, or undefined when it takes longer than `timeoutMs`. The work goes on, and its late error is
 * ignored. Without time (0 or less), the result of work that already ended still counts.
 */
export function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  return pTimeout(work, { milliseconds: Math.max(timeoutMs, 1), message: false })
}
