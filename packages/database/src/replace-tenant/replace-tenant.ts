import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import { findTenant, reviveTenant } from '../control/tenants.ts'
import { copiedTables, exchangeRows } from './exchange-rows.ts'
import { columnsOf, stageFrom } from './staged-rows.ts'

export interface ReplaceOptions {
  /** The tenant in the database that is read. */
  readonly tenantId: string
  /** The tenant in the database that is changed; it may be a new one. */
  readonly as: string
  /** The rows of these people are not copied. */
  readonly withoutUsers: readonly string[]
  readonly signal?: AbortSignal | undefined
  readonly onStep?: ((step: string) => void) | undefined
}

export interface ReplacedTenant {
  /** Whether there was such a tenant; if not, it has no key. */
  readonly existed: boolean
  /** By table, how many rows it has now. */
  readonly rows: Readonly<Record<string, number>>
}

/** A large tenant takes minutes. */
const withinMs = 86_400_000

/**
 * Replaces the rows of one tenant by those that it has in another database, such as a restored one, in one transaction:
 * others see all rows of before, or all of after. Rows of other tenants are neither read nor locked.
 *
 * The rows are staged in tables of the session first, so `live` must have one connection.
 * @throws InklingError not_found if the other database does not have the tenant; conflict while it is being erased
 */
export async function replaceTenant(live: Database, from: Database, options: ReplaceOptions): Promise<ReplacedTenant> {
  const { tenantId, as, withoutUsers, signal, onStep } = options
  const work = (name: string) => ({ name, deadline: new Deadline(withinMs), ...(signal && { signal }) })
  const read = <T>(run: (sql: Sql) => Promise<T>) => from.tenant(tenantId, work('read tenant'), run)
  const write = <T>(run: (sql: Sql) => Promise<T>) => live.tenant(as, work('replace tenant'), run)
  const tenant = await read((sql) => findTenant(sql, tenantId))
  if (!tenant) throw new InklingError('not_found', `The backup has no tenant ${tenantId} at that time`)
  const there = await read((sql) => columnsOf(sql, copiedTables))
  const here = await write((sql) => columnsOf(sql, copiedTables))
  const tables = copiedTables
    .map((name) => ({ name, columns: (here.get(name) ?? []).filter((column) => there.get(name)?.includes(column)) }))
    .filter(({ columns }) => columns.length > 0)
  for (const table of tables) {
    onStep?.(`reading ${table.name}`)
    await read((source) => write((to) => stageFrom(table, { from: source, to, tenantId, withoutUsers, signal })))
  }
  onStep?.('replacing all rows in one transaction')
  return write(async (sql) => {
    const existed = await reviveTenant(sql, as, tenant)
    return { existed, rows: await exchangeRows(sql, as, tables) }
  })
}
