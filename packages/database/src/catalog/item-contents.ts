import type { Item } from '@inkling/contracts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { keysetPages } from '../tail/keyset.ts'

/** What makes two items alike or different. */
export interface ItemContent {
  readonly id: string
  readonly title: string
  readonly text: string | null
  readonly kind: string | null
  readonly tags: readonly string[]
  readonly attributes: NonNullable<Item['attributes']>
  readonly expiresAt: Date | null
  /** Every change of the item replaces it. */
  readonly version: bigint
}

/** The texts of so many items are in memory at once. */
export const contentRows = 100
const ageRows = 5_000

export interface ItemAge {
  readonly id: string
  readonly kind: string | null
  readonly createdMs: number
  /** Every change of the item replaces it. */
  readonly version: bigint
}

/** The items that have not expired, in the order of their ids. */
export async function readItemAges(database: TenantDatabase): Promise<ItemAge[]> {
  const items: ItemAge[] = []
  const readPage = ({ id }: { id: string }) =>
    database.transaction(
      'read item ages',
      (sql) => sql<ItemAge[]>`
        select id, kind, (extract(epoch from created_at) * 1000)::float8 as "createdMs", seq as version
        from catalog.items
        where tenant_id = ${database.tenantId} and id > ${id} and deleted_at is null
          and (expires_at is null or expires_at > now())
        order by id limit ${ageRows}`,
    )
  for await (const page of keysetPages({ id: '' }, ageRows, readPage)) items.push(...page)
  return items
}

/** The ids of the items that have not expired, the one that was created first at the front. */
export async function readIdsByAge(database: TenantDatabase): Promise<string[]> {
  const items = await readItemAges(database)
  return items.sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}

/** The items of at most `contentRows` ids that are not deleted, in the order of the ids given. */
export const readItemContents = (database: TenantDatabase, ids: readonly string[]): Promise<ItemContent[]> =>
  database.transaction(
    'read item contents',
    (sql) => sql<ItemContent[]>`
      select i.id, title, text, kind, tags, attributes, expires_at as "expiresAt", seq as version
      from unnest(${[...ids]}::text[]) with ordinality as given (id, place)
      join catalog.items i on i.tenant_id = ${database.tenantId} and i.id = given.id
      where deleted_at is null order by place`,
  )
