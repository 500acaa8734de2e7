import type { SearchDocument } from '@inkling/search-index'

/** A search engine under comparison. */
export interface Engine {
  readonly name: string
  index(documents: readonly SearchDocument[]): Promise<void>
  /** Ids of documents, the best first. */
  search(query: string, limit: number): Promise<readonly string[]>
  close(): Promise<void>
}
