import { setTimeout as delay } from 'node:timers/promises'

/** What one request showed. */
export interface Answered {
  /** 0 if the connection failed. */
  readonly status: number
  readonly millis: number
}

/**
 * Sends `perSecond` requests a second for `seconds`, whether or not earlier ones were answered, as independent users
 * do. Ends when all are answered.
 */
export async function openLoop(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  send: (n: number) => Promise<number>,
): Promise<Answered[]> {
  const startMs = performance.now()
  const answers: Promise<Answered>[] = []
  for (let n = 0; n < perSecond * seconds; n++) {
    const dueMs = startMs + (n * 1_000) / perSecond
    await delay(Math.max(0, dueMs - performance.now()))
    answers.push(answered(dueMs, send(n)))
  }
  return Promise.all(answers)
}

async function answered(sentMs: number, request: Promise<number>): Promise<Answered> {
  const status = await request.catch(() => 0)
  return { status, millis: performance.now() - sentMs }
}

/** How many answers have each status, as "202 × 5, 503 × 1". */
export function countStatuses(statuses: readonly number[]): string {
  const counts = Map.groupBy(statuses, (status) => status)
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, all]) => `${status} × ${all.length}`)
    .join(', ')
}
