import { setTimeout as sleep } from 'node:timers/promises'

const lookEveryMs = 500
/**
 * While the first answers of new processes are late, the gateway admits only critical calls. It takes back all others
 * within four seconds if its pressure stays below this (`Admission` in `packages/resilience`).
 */
const calmBelow = 0.6
const calmLooks = 10
/** On a machine that is busy with other work it never becomes calm. */
const longestMs = 15_000

interface Health {
  readonly load?: { readonly level?: string; readonly pressure?: number }
}

/**
 * Waits until the gateway has had little to do for five seconds, but 15 at most. Background work that is sent before
 * may be refused, which counts as an error of the service.
 */
export async function untilCalm(url: string, wait: (ms: number) => Promise<unknown> = sleep): Promise<void> {
  let calm = 0
  for (let waitedMs = 0; calm < calmLooks && waitedMs < longestMs; waitedMs += lookEveryMs) {
    await wait(lookEveryMs)
    calm = (await isCalm(url)) ? calm + 1 : 0
  }
}

async function isCalm(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(lookEveryMs * 4) })
    const { load } = (await answer.json()) as Health
    return load?.level === 'normal' && (load.pressure ?? 1) < calmBelow
  } catch {
    return false
  }
}
