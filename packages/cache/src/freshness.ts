import type { Entry } from './entry.ts'
import { confirmedForMs, type Tags } from './tags.ts'

/** `unconfirmed`: whether it was invalidated is not known at the moment. `gone`: it may not be served. */
export type Freshness = 'fresh' | 'stale' | 'unconfirmed' | 'gone'

export function freshnessOf(entry: Entry, tags: Tags, nowMs: number): Freshness {
  const validity = tags.validityOf(entry)
  if (validity === 'dead' || nowMs >= entry.keptUntilMs) return 'gone'
  const confirmedMs = validity === 'unknown' ? entry.confirmedMs : Math.max(tags.heardMs, entry.confirmedMs)
  if (confirmedMs + confirmedForMs < nowMs) return 'unconfirmed'
  return validity === 'stale' || nowMs >= entry.freshUntilMs ? 'stale' : 'fresh'
}
