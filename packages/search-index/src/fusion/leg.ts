/** The ways to judge how well a document answers a query; callers may add others. */
export type LegName = 'words' | 'feedback' | 'meaning'

/** A judgement of documents from outside: popularity, earlier clicks, a user's affinity, embeddings. */
export interface ExtraLeg {
  readonly name: string
  /** What a score of 1 gains, where the best by words has 1. */
  readonly weight: number
  /** In [0, 1], by document id; documents that are not in it have 0. */
  readonly scores: ReadonlyMap<string, number>
  /** Whether its documents answer the query even where neither words nor meaning find them. */
  readonly finds: boolean
}

/** What one leg says of a document. */
export interface LegScore {
  readonly name: string
  /** As the leg gives it. */
  readonly score: number
  /** What of it is in the document's score. */
  readonly share: number
}
