/** What one term adds to the score of a document. */
export interface TermScore {
  readonly term: string
  readonly score: number
}
