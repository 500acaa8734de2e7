import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 20

/** Resolves when GET of `url` answers with a status of 200 to 299, or when the process has ended. */
export async function answersReady(url: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const response = await fetch(url, { signal: ended }).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok) return
    await sleep(pollMs)
  }
}
