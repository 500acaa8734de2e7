import { SearchIndex } from '@inkling/search-index'

/** Without an index in memory, only so much of a text is found. */
export const maxCharacters = 20_000
/** Each word of a query costs an index lookup. */
const maxQueryWords = 32

/** The text by which an item is found. At most `maxCharacters` of its text count. */
export interface WordedItem {
  readonly title: string
  readonly tags?: readonly string[]
  readonly text?: string | null
}

/** The hashes by which Postgres finds an item, from its title, tags and text. */
export const itemWords = (tenantId: string, { title, tags = [], text }: WordedItem): number[] =>
  hashes(tenantId, [title, ...tags, text?.slice(0, maxCharacters) ?? ''].join('\n'))

export const queryWords = (tenantId: string, query: string): number[] =>
  hashes(tenantId, query.slice(0, maxCharacters)).slice(0, maxQueryWords)

/** How many words of a query an item has, 0 below a quarter of them: the same bound as in Postgres. */
export function sharedWords(words: readonly number[], query: readonly number[]): number {
  const has = new Set(words)
  const shared = query.filter((word) => has.has(word)).length
  return shared >= query.length / 4 ? shared : 0
}

/** All text is stemmed as English, so that queries match stored words also after the tenant's language changes. */
function hashes(tenantId: string, text: string): number[] {
  const seed = hash(tenantId, 0x811c9dc5)
  const words = new Set<number>()
  for (const term of SearchIndex.termsOf(text, 'en')) words.add(mixed(hash(term, seed)))
  return [...words]
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string, seed: number): number {
  let state = seed
  for (let place = 0; place < text.length; place++) state = Math.imul(state ^ text.charCodeAt(place), 0x01000193)
  return state
}

/** The finalizer of MurmurHash3; a signed 32-bit integer, as Postgres has them. */
function mixed(state: number): number {
  const once = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) | 0
}
