/** The content of a stored snapshot: the trained next-item model or the search index of a tenant. */
export const snapshotKinds = { nextItem: 'next-item', search: 'search' } as const

export type SnapshotKind = (typeof snapshotKinds)[keyof typeof snapshotKinds]
