import * as stored from '@inkling/database'

export type { StoredSnapshot } from '@inkling/database'

const kind = 'next-item'

/** Version of the newest snapshot that brought something new, 0 when there is none. */
export const newestSnapshotVersion = (database: stored.Database, tenantId: string): Promise<bigint> =>
  stored.newestSnapshotVersion(database, tenantId, kind)

export const readNewestSnapshot = (
  database: stored.Database,
  tenantId: string,
): Promise<stored.StoredSnapshot | undefined> => stored.readNewestSnapshot(database, tenantId, kind)
