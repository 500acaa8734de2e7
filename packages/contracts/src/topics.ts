/** The kinds of changes to a tenant's data. Processes tell one another of a change by its topic, over Redis. */
export const topics = {
  /** Events were committed. */
  events: 'events',
  /** Items were created, changed or deleted. */
  items: 'items',
  /** Embeddings of items were stored. */
  embeddings: 'embeddings',
  /** A trained next-item model was stored. */
  nextItemSnapshots: 'snapshots',
  /** A search index was stored. */
  searchSnapshots: 'search-snapshots',
  /** Challengers of a tenant's predictions were entered or deleted. */
  challengers: 'challengers',
  /** All data of a tenant was erased, or replaced by that of a backup. */
  erasures: 'erasures',
} as const

export type Topic = (typeof topics)[keyof typeof topics]

/** The Redis channel on which changes of this topic are published; a message is the id of the tenant. */
export const wakeUpChannel = (topic: Topic): string => `inkling:wake:${topic}`
