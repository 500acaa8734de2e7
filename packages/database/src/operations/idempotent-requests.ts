import type { TenantDatabase } from '../client/tenant-database.ts'

/** A request with an `Idempotency-Key`. */
export interface IdempotentRequest {
  readonly key: Buffer
  readonly fingerprint: Buffer
}

interface Execution {
  readonly executionId: string
}

/**
 * What to do with a request: execute it, send its stored answer, refuse it because another one with its key is being
 * executed, or refuse it because its key was sent with another request.
 */
export type Claim =
  | (Execution & { readonly state: 'claimed'; readonly isNew: boolean })
  | (Execution & { readonly state: 'answered'; readonly answer: Buffer })
  | { readonly state: 'inProgress' | 'mismatch' }

interface Row {
  readonly execution_id: string
  readonly is_mismatch: boolean
  readonly answer: Buffer | null
}

export const requestsKeptDays = 1

/**
 * Claims the execution of a request for `claimMs`. Of concurrent calls one gets the claim. A claim that ended without
 * an answer, because a process was killed, goes to the next call, with the same execution id. A request older than 24 h
 * counts as absent.
 */
export function claimRequest(
  { tenantId, transaction }: TenantDatabase,
  { key, fingerprint }: IdempotentRequest,
  claimMs: number,
): Promise<Claim> {
  return transaction('claim request', async (sql) => {
    const isOld = sql`r.created_at < now() - make_interval(days => ${requestsKeptDays})`
    const [claimed] = await sql<{ execution_id: string; is_new: boolean }[]>`
      insert into operations.idempotent_requests as r (tenant_id, key, fingerprint, execution_id, claimed_until)
      values (${tenantId}, ${key}, ${fingerprint}, gen_random_uuid(), now() + make_interval(secs => ${claimMs / 1000}))
      on conflict (tenant_id, key) do update set
        claimed_until = excluded.claimed_until,
        fingerprint = excluded.fingerprint,
        execution_id = case when ${isOld} then excluded.execution_id else r.execution_id end,
        created_at = case when ${isOld} then excluded.created_at else r.created_at end,
        answer = null
      where ${isOld} or (r.answer is null and r.claimed_until <= now() and r.fingerprint = excluded.fingerprint)
      returning execution_id, created_at = now() as is_new`
    if (claimed) return { state: 'claimed', executionId: claimed.execution_id, isNew: claimed.is_new }
    const [row] = await sql<Row[]>`
      select execution_id, answer, fingerprint <> ${fingerprint} as is_mismatch
      from operations.idempotent_requests where tenant_id = ${tenantId} and key = ${key}`
    if (row?.is_mismatch) return { state: 'mismatch' }
    return row?.answer
      ? { state: 'answered', executionId: row.execution_id, answer: row.answer }
      : { state: 'inProgress' }
  })
}

/** Stores the answer of an execution; the first one counts. Without an answer, the next call may claim the request. */
export async function endClaim(
  { tenantId, transaction }: TenantDatabase,
  key: Buffer,
  executionId: string,
  answer: Buffer | null,
): Promise<void> {
  await transaction(
    'end claim',
    (sql) => sql`
      update operations.idempotent_requests set answer = ${answer}, claimed_until = now()
      where tenant_id = ${tenantId} and key = ${key} and execution_id = ${executionId} and answer is null`,
  )
}
