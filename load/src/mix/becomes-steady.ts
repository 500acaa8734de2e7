import { setTimeout as delay } from 'node:timers/promises'
import { recoveryOf } from './recovery.ts'
import type { Traffic } from './traffic.ts'

const checkMs = 250
/** The answers of the last second may be under way. */
const settleMs = 1_000

/** Waits until clients see nothing wrong. Returns after how many seconds since `fromMs` that began, if it did. */
export async function becomesSteady(
  traffic: Traffic,
  fromMs: number,
  limitSeconds: number,
): Promise<number | undefined> {
  while (performance.now() - fromMs < limitSeconds * 1_000) {
    await delay(checkMs)
    const since = traffic.sent.filter(({ atMs }) => atMs >= fromMs)
    const recovered = recoveryOf(since, fromMs, performance.now() - settleMs)
    if (recovered !== undefined) return recovered
  }
  return undefined
}
