import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { isBeingErased } from '../control/tenants.ts'
import type { LogPosition } from '../tail/log-position.ts'

/** The lease of the process that learns for a tenant. */
export interface Home {
  /**
   * The fencing token, higher than that of every holder before (Kleppmann, "How to do distributed locking", 2016).
   * What is learned is stored only with the token of the present holder.
   */
  readonly token: bigint
  /** Where learning from the log of events began. */
  readonly began: LogPosition
  /** How far events are counted in the metrics of learning. */
  readonly counted: LogPosition
}

interface HomeRow {
  readonly token: bigint
  readonly began: string
  readonly counted_xid: string
  readonly counted_seq: bigint
}

/** Each write of what was learned renews a lease. Without one for so long, any other process may take it. */
const lapsesAfterS = 15
/** A holder keeps its lease at least so long, if it renews it, whichever process callers prefer. */
const heldForS = 30

/**
 * Takes the lease of a tenant, if nobody holds it, this process held it before, or it has lapsed.
 * @param holder names this process; no two that run have the same name
 * @param isPreferred whether callers regard this process as the tenant's home: then it takes the lease from a holder
 * that renews it, too, once that has held it for 30 s
 * @returns undefined if another process holds it, or the tenant is being erased
 */
export const takeHome = (
  { tenantId, transaction }: TenantDatabase,
  holder: string,
  isPreferred: boolean,
): Promise<Home | undefined> =>
  transaction('take home', async (sql) => {
    const [row] = await sql<HomeRow[]>`
      insert into learning.homes as h (tenant_id, holder, began, counted_xid, counted_seq)
      select ${tenantId}, ${holder}, horizon, horizon, -1 from pg_snapshot_xmin(pg_current_snapshot()) horizon
      where not ${isBeingErased(sql, tenantId)}
      on conflict (tenant_id) do update set
        holder = excluded.holder, token = nextval('learning.home_tokens'), taken_at = now(), renewed_at = now()
      where h.holder in ('', excluded.holder) or h.renewed_at < now() - make_interval(secs => ${lapsesAfterS})
        or ${isPreferred} and h.taken_at < now() - make_interval(secs => ${heldForS})
      returning token, began::text, counted_xid::text, counted_seq`
    return row && toHome(row)
  })

/** Gives a lease back, so that another process may take it at once. */
export const leaveHome = ({ tenantId, transaction }: TenantDatabase, token: bigint): Promise<void> =>
  transaction('leave home', async (sql) => {
    await sql`update learning.homes set holder = '' where tenant_id = ${tenantId} and token = ${token}`
  })

/**
 * Renews the lease, and locks it until the transaction ends: nobody takes it before what is learned is stored. Returns
 * whether the token is that of the present holder.
 */
export async function renewHome(sql: Sql, tenantId: string, token: bigint): Promise<boolean> {
  const { count } = await sql`
    update learning.homes set renewed_at = now() where tenant_id = ${tenantId} and token = ${token}`
  return count > 0
}

/**
 * The same, and moves the place up to which events are counted.
 * @returns `counted` if they were counted before, such as by a write whose answer was lost
 */
export async function countUpTo(
  sql: Sql,
  tenantId: string,
  token: bigint,
  { xid, seq }: LogPosition,
): Promise<'new' | 'counted' | 'fenced'> {
  const { count } = await sql`
    update learning.homes set renewed_at = now(), counted_xid = ${String(xid)}::xid8, counted_seq = ${seq}
    where tenant_id = ${tenantId} and token = ${token}
      and (counted_xid, counted_seq) < (${String(xid)}::xid8, ${seq}::bigint)`
  if (count > 0) return 'new'
  return (await renewHome(sql, tenantId, token)) ? 'counted' : 'fenced'
}

const toHome = ({ token, began, counted_xid, counted_seq }: HomeRow): Home => ({
  token,
  began: { xid: BigInt(began), seq: -1n },
  counted: { xid: BigInt(counted_xid), seq: counted_seq },
})
