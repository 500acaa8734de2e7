/** When keys were last used, by the number of their newest event; -1 for a key without events. Orders equal scores. */
export interface Recency {
  last(key: number): number
}
