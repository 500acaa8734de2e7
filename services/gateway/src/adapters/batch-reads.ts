import { setTimeout } from 'node:timers/promises'

const gatherMs = 100
const maxIds = 100

interface Batch<T> {
  readonly ids: Set<string>
  readonly found: Promise<ReadonlyMap<string, T>>
}

/**
 * Returns a read of one id. Ids that are asked for within 100 ms are read together, at most 100 of them, and one batch
 * is read after the other: so all callers together cost at most ten reads per second. The read answers null for an id
 * that does not exist, and for one more than 100.
 */
export function batchReads<T>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) {
  let gathering: Batch<T> | undefined
  let last: Promise<unknown> = Promise.resolve()

  function begin(): Batch<T> {
    const ids = new Set<string>()
    const found = Promise.all([setTimeout(gatherMs), last]).then(() => {
      gathering = undefined
      return read([...ids])
    })
    last = found.catch(() => {})
    return { ids, found }
  }

  return async (id: string): Promise<T | null> => {
    gathering ??= begin()
    const { ids, found } = gathering
    if (ids.size >= maxIds && !ids.has(id)) return null
    ids.add(id)
    return (await found).get(id) ?? null
  }
}
