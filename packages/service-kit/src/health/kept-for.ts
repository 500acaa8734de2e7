/** Does `work` when asked, and answers the same to all who ask within `keepMs`. */
export function keptFor<T>(keepMs: number, clock: { now(): number }, work: () => Promise<T>): () => Promise<T> {
  let latest: { readonly atMs: number; readonly result: Promise<T> } | undefined
  return () => {
    const nowMs = clock.now()
    if (!latest || nowMs - latest.atMs > keepMs) latest = { atMs: nowMs, result: work() }
    return latest.result
  }
}
