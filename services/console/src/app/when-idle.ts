const atLatestMs = 5_000

/** Does what nobody waits for when the page has nothing else to do. Safari knows no idle callbacks. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: atLatestMs })
  else setTimeout(work, atLatestMs)
}
