import type { Boost, Item, SuggestionRequest } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { attempt } from './attempt.ts'
import { wait } from './gather.ts'
import type { SuggestionSources } from './suggestion-sources.ts'

/** What search knows of items. */
export interface Described {
  readonly items: ReadonlyMap<string, Item>
  /** The product of the factors of all rules that the item meets; 1 if it meets none. */
  boostOf(itemId: string): number
  readonly missing: readonly string[]
}

/** The most items that a call describes. */
const maxItems = 500

/**
 * Gets the descriptions of items, and which rules they meet. The rules of the placement come before those of the
 * request. A request with a filter waits for it, because only search knows what the filter lets through.
 * @throws InklingError validation_failed for a filter of the request with an error
 */
export async function describe(
  sources: SuggestionSources,
  request: SuggestionRequest,
  itemIds: readonly string[],
  rules: readonly Boost[],
  patienceMs: number | undefined,
): Promise<Described> {
  const { filter, boost = [] } = request
  const all = [...rules, ...boost]
  const conditions = all.map((rule) => rule.filter)
  const asked = sources
    .lookUp({
      itemIds: [...new Set(itemIds)].slice(0, maxItems),
      ...(filter !== undefined && { filter }),
      ...(conditions.length > 0 && { conditions }),
    })
    .catch((error: unknown) => {
      throw namingBoost(error, rules.length)
    })
  const isOptional = patienceMs !== undefined && filter === undefined
  const found = await attempt('search', asked, isOptional ? wait(patienceMs / 2) : undefined)
  if ('missing' in found) return { items: new Map(), boostOf: () => 1, missing: [found.missing] }
  const { data, meeting = [] } = found.value
  return { items: new Map(data.map((item) => [item.id, item])), boostOf: boostBy(all, meeting), missing: [] }
}

/**
 * The product of the factors of all rules that an item meets.
 * @param meeting For each rule, the items that meet it
 */
export function boostBy(rules: readonly Boost[], meeting: readonly (readonly string[])[]): Described['boostOf'] {
  const meets = meeting.map((ids) => new Set(ids))
  return (itemId) => rules.reduce((product, { factor }, n) => (meets[n]?.has(itemId) ? product * factor : product), 1)
}

/** Search knows a rule by its place among the conditions; the caller knows it as one of `boost`, inside something. */
export function namingBoost(error: unknown, ofPlacement: number, inside = ''): unknown {
  if (!(error instanceof InklingError)) return error
  const { errors } = error
  if (!errors?.some(({ pointer }) => pointer.startsWith('/conditions/'))) return error
  const renamed = errors.map((fault) => {
    const [, place] = /^\/conditions\/(\d+)$/.exec(fault.pointer) ?? []
    return place === undefined ? fault : { ...fault, pointer: `${inside}/boost/${Number(place) - ofPlacement}/filter` }
  })
  return new InklingError('validation_failed', `Not valid: ${renamed[0]?.pointer}`, { errors: renamed })
}
