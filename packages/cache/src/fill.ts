import type { Filled, FillRequest } from './fill-request.ts'
import type { FillParts } from './origin.ts'
import { OwnFill } from './own-fill.ts'
import { SharedFill } from './shared-fill.ts'

/** A load that is invalidated while it runs is repeated; the last one is answered but not kept. */
const maxLoads = 3

/**
 * Returns a function that finds a value which memory lacks.
 * It throws what the origin throws, or InklingError dependency_unavailable.
 */
export function createFill<T>(parts: FillParts<T>): (request: FillRequest<T>) => Promise<Filled<T>> {
  const tiers = parts.options.isShared ? new SharedFill(parts) : new OwnFill(parts)
  return async (request) => {
    for (let load = 1; ; load++) {
      const filled = await tiers.fill(request, load === maxLoads)
      if (filled) return filled
    }
  }
}
