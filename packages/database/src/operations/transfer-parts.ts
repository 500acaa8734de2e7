import type { TenantDatabase } from '../client/tenant-database.ts'

export const transfersKeptDays = 7
/** In place of a part: what is to be written, until it is. */
export const requestPart = 1_000_000

/** Stores a part of a transfer, in the place of one that was stored before. @param lines NDJSON */
export async function storeTransferPart(
  { tenantId, transaction }: TenantDatabase,
  transferId: string,
  part: number,
  lines: string,
): Promise<void> {
  await transaction(
    'store transfer part',
    (sql) => sql`
      insert into operations.transfer_parts (tenant_id, transfer_id, part, lines)
      values (${tenantId}, ${transferId}, ${part}, ${lines})
      on conflict (tenant_id, transfer_id, part) do update set lines = excluded.lines, created_at = now()`,
  )
}

/** Undefined if there is no such part. */
export const readTransferPart = (
  { tenantId, transaction }: TenantDatabase,
  transferId: string,
  part: number,
): Promise<string | undefined> =>
  transaction('read transfer part', async (sql) => {
    const [row] = await sql<{ lines: string }[]>`
      select lines from operations.transfer_parts
      where tenant_id = ${tenantId} and transfer_id = ${transferId} and part = ${part}`
    return row?.lines
  })

/** How many parts a transfer has from the first one on, without a gap. */
export const countTransferParts = ({ tenantId, transaction }: TenantDatabase, transferId: string): Promise<number> =>
  transaction('count transfer parts', async (sql) => {
    const [row] = await sql<{ parts: number }[]>`
      select count(*)::int as parts from (
        select part, row_number() over (order by part) as place from operations.transfer_parts
        where tenant_id = ${tenantId} and transfer_id = ${transferId}) p
      where part = place - 1`
    return row?.parts ?? 0
  })

/** Deletes the parts of a transfer from `first` on. */
export async function deleteTransferParts(
  { tenantId, transaction }: TenantDatabase,
  transferId: string,
  first = 0,
): Promise<void> {
  await transaction(
    'delete transfer parts',
    (sql) => sql`
      delete from operations.transfer_parts
      where tenant_id = ${tenantId} and transfer_id = ${transferId} and part >= ${first}`,
  )
}
