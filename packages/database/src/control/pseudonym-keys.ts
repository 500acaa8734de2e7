import { randomBytes } from 'node:crypto'
import type { PseudonymKey } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

interface Row {
  readonly created_at: Date
}

/** Bytes of the half of a key that Postgres holds. */
const saltBytes = 32
const toKey = ({ created_at }: Row): PseudonymKey => ({ createdAt: created_at.toISOString() })

const find = async (sql: Sql, tenantId: string): Promise<PseudonymKey | undefined> => {
  const [row] = await sql<Row[]>`select created_at from control.pseudonym_keys where tenant_id = ${tenantId}`
  return row && toKey(row)
}

/** @throws InklingError not_found if the tenant has none */
export const readPseudonymKey = ({ tenantId, transaction }: TenantDatabase): Promise<PseudonymKey> =>
  transaction('read pseudonym key', async (sql) => {
    const key = await find(sql, tenantId)
    if (!key) throw noKey()
    return key
  })

/**
 * The key of the tenant, which is created if there is none.
 * @param hasUsers whether rows of the tenant name users already
 * @throws InklingError conflict if they do and there is no key
 */
export const putPseudonymKey = (
  { tenantId, transaction }: TenantDatabase,
  hasUsers: (sql: Sql, tenantId: string) => Promise<boolean>,
): Promise<{ readonly key: PseudonymKey; readonly isNew: boolean }> =>
  transaction('put pseudonym key', async (sql) => {
    const found = await find(sql, tenantId)
    if (found) return { key: found, isNew: false }
    if (await hasUsers(sql, tenantId)) throw hasUsersAlready()
    const [row] = await sql<Row[]>`
      insert into control.pseudonym_keys (tenant_id, salt) values (${tenantId}, ${randomBytes(saltBytes)})
      on conflict (tenant_id) do nothing returning created_at`
    const key = row ? toKey(row) : await find(sql, tenantId)
    if (!key) throw new Error('the pseudonym key was not stored')
    return { key, isNew: row !== undefined }
  })

/** Destroys the key; a new one stands in its place. @throws InklingError not_found if the tenant has none */
export const replacePseudonymKey = ({ tenantId, transaction }: TenantDatabase): Promise<PseudonymKey> =>
  transaction('replace pseudonym key', async (sql) => {
    const [row] = await sql<Row[]>`
      update control.pseudonym_keys set salt = ${randomBytes(saltBytes)}, created_at = now()
      where tenant_id = ${tenantId} returning created_at`
    if (!row) throw noKey()
    return toKey(row)
  })

const noKey = () =>
  new InklingError('not_found', 'The ids of your users are stored as you send them; PUT /pseudonym-key changes that')

const hasUsersAlready = () =>
  new InklingError(
    'conflict',
    'The tenant has events, answers or feedback, whose users would become others. ' +
      'Ask for pseudonyms before the first of them, or move to a new tenant',
  )
