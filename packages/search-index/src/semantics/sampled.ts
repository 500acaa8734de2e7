import type { SearchDocument } from '../document.ts'

/** Documents by id, at most so many: those whose ids have the least hashes, which is as good as chance and always the same. */
export function sampled(documents: readonly SearchDocument[], countMax: number): SearchDocument[] {
  const byId = (a: SearchDocument, b: SearchDocument): number => (a.id < b.id ? -1 : 1)
  if (documents.length <= countMax) return documents.toSorted(byId)
  return documents
    .map((document) => ({ document, hash: hashOf(document.id) }))
    .sort((a, b) => a.hash - b.hash || byId(a.document, b.document))
    .slice(0, countMax)
    .map(({ document }) => document)
    .sort(byId)
}

/** FNV-1a, and a last mixing without which ids that end alike lie together. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
}
