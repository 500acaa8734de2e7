/** An answer that was given, kept so that feedback can refer to it and models can learn from it. */
export interface Receipt {
  readonly tenantId: string
  readonly id: string
  readonly kind: 'prediction' | 'suggestion' | 'search'
  readonly userId: string | undefined
  readonly sessionId: string | undefined
  readonly itemIds: readonly string[]
  readonly scores: readonly number[]
  readonly epoch: number
  /** Of a search: the query, in the form that equal queries share. */
  readonly query?: string
  /**
   * Of a search: the chance, in (0, 1], that each item was looked at because of its place. Of a suggestion: the chance
   * that the item stands at its place, which is 1 unless the order was randomised.
   */
  readonly propensities?: readonly number[]
  /** Of a search: whether clicks on it tell how to blend. */
  readonly isBlended?: boolean
  /** Of a suggestion: the placement. */
  readonly scenario?: string
  /** What was asked, besides whom it names. */
  readonly request?: object
  /** What explains the answer, as the service that gave it wrote it. */
  readonly details?: object
  /** When the answer was given; when it is stored, if absent. */
  readonly atMs?: number
}
