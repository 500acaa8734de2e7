import type { SearchDocument } from '../document.ts'
import type { Judgements } from './accuracy.ts'

export interface Query {
  readonly id: string
  readonly text: string
}

/** A test collection: documents, queries, and which documents are relevant to which query. */
export interface Collection {
  readonly documents: readonly SearchDocument[]
  readonly queries: readonly Query[]
  readonly judgements: Judgements
}

/** The queries with a relevant document. The others cannot be measured. */
export function judgedQueries({ queries, judgements }: Pick<Collection, 'queries' | 'judgements'>): Query[] {
  return queries.filter(({ id }) => [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0))
}
