import type { Item } from '@inkling/contracts'

/** What two items may share, and how much each counts. */
export type Traits = ReadonlyMap<string, number>

const counts = { kind: 0.5, tag: 2, word: 1 }
/** Shorter words are mostly the same in all titles. */
const leastLetters = 3

/** The traits of an item that is described: its kind, its tags and the words of its title. */
export function traitsOf({ kind, tags = [], title }: Pick<Item, 'kind' | 'tags' | 'title'>): Traits {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Map([
    ...(kind === undefined ? [] : [[`kind ${kind}`, counts.kind] as const]),
    ...tags.map((tag) => [`tag ${tag}`, counts.tag] as const),
    ...words.filter(({ length }) => length >= leastLetters).map((word) => [`word ${word}`, counts.word] as const),
  ])
}

/** How alike two items are, in [0, 1]: the weighted Jaccard index of their traits. */
export function likeness(a: Traits | undefined, b: Traits | undefined): number {
  if (!a || !b) return 0
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let shared = 0
  for (const [trait, weight] of few) if (many.has(trait)) shared += weight
  if (shared === 0) return 0
  return shared / (total(a) + total(b) - shared)
}

const total = (traits: Traits) => [...traits.values()].reduce((sum, weight) => sum + weight, 0)

/** How alike two of these items are, by their ids; 0 for an item that is not described. */
export function likenessOf(items: ReadonlyMap<string, Item>): (a: string, b: string) => number {
  const known = new Map<string, Traits>()
  const traits = (id: string) => {
    const item = items.get(id)
    if (!item) return undefined
    const found = known.get(id) ?? traitsOf(item)
    known.set(id, found)
    return found
  }
  return (a, b) => likeness(traits(a), traits(b))
}
