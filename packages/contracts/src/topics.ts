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
  /** A process answers predictions from a newer next-item model. */
  nextItemModels: 'models',
  /** Challengers of a tenant's predictions were entered or deleted. */
  challengers: 'challengers',
  /** All data of a tenant was erased, or replaced by that of a backup. */
  erasures: 'erasures',
  /** An operation began, went on or ended. */
  operations: 'operations',
  /** Alerts changed. They are of no tenant: the message is {@link platformOwner}. */
  alerts: 'alerts',
} as const

/** Stands where a tenant does, for what is of the whole installation. No tenant has this id. */
export const platformOwner = '*'

export type Topic = (typeof topics)[keyof typeof topics]

/** The Redis channel on which changes of this topic are published; a message is the id of the tenant. */
export const wakeUpChannel = (topic: Topic): string => `inkling:wake:${topic}`
