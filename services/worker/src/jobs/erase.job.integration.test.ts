import { createDatabase, type Sql } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { eraseJob } from './erase.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const announced: string[] = []
const erase = eraseJob(database, (tenantId) => announced.push(tenantId))
const erasing = (erasedTenantId: string) => ({ tenantId: 'operator', runId: 'op_1', erasedTenantId })
const context = { signal: new AbortController().signal, isLast: () => true, onProgress: () => {} }

const asOwner = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'test' }, work)

/**
 * Number of rows of a tenant in every table that has a column tenant_id, as Postgres lists them, but for the changes,
 * which forget by themselves.
 */
const rowsOf = (tenantId: string) =>
  asOwner(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where a.attname = 'tenant_id' and c.relkind in ('r', 'p') and not c.relispartition
        and c.oid <> 'operations.changes'::regclass
      order by 1`
    const rows: Record<string, number> = {}
    for (const { name } of tables) {
      const [row] = await sql<
        { rows: number }[]
      >`select count(*)::int as rows from ${sql(name)} where tenant_id = ${tenantId}`
      rows[name] = row?.rows ?? 0
    }
    return rows
  })

const statusOf = (id: string) =>
  asOwner(
    async (sql) => (await sql<{ status: string }[]>`select status from control.tenants where id = ${id}`)[0]?.status,
  )

/** A row in every table, and more than one batch of events in two partitions. `$1` is the tenant. */
const seeds = [
  "control.tenants (id, name, plan) values ($1, 'T', 'starter')",
  "control.api_keys (tenant_id, id, name, secret_hash, scopes) values ($1, $1, 'k', '', '{}')",
  "control.token_issuers (tenant_id, id, issuer, audience, jwks_url, scopes) values ($1, 'i', 'i', 'a', 'u', '{}')",
  "control.pseudonym_keys (tenant_id, salt) values ($1, sha256(''))",
  "control.erasures (tenant_id, user_code) values ($1, decode(repeat('0f', 32), 'hex'))",
  "catalog.items (tenant_id, id, title) values ($1, 'a', 'A')",
  "catalog.item_changes (tenant_id, run_id, item_id, version) values ($1, 'r', 'a', 1)",
  "catalog.item_words (tenant_id, id, words) values ($1, 'a', '{1}')",
  'catalog.item_words_progress (tenant_id) values ($1)',
  "catalog.item_embeddings (tenant_id, model, id, digest, embedding) values ($1, 'm', 'a', '', '')",
  "catalog.item_embeddings_progress (tenant_id, model, claimed_until) values ($1, 'm', now())",
  "catalog.search_settings (tenant_id, settings) values ($1, '{}')",
  "catalog.search_queries (tenant_id, query, day, searches, empty) values ($1, 'a', now(), 1, 1)",
  `behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
    select $1, n::text, 'view', 's', 'a', case when n % 2 = 0 then now() else '2001-01-01' end
      from generate_series(1, 10001) n`,
  `behaviour.archives (tenant_id, month, object, events, size_bytes, first_at, last_at)
    values ($1, '2024-01-01', 'o', 1, 1, now(), now())`,
  "behaviour.event_ids (tenant_id, id) values ($1, '1')",
  "behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats) values ($1, 'next-item', '1', 1, 1, '{}')",
  `behaviour.snapshot_parts (tenant_id, kind, version, part, body)
    select tenant_id, kind, version, 0, 'x' from behaviour.snapshots where tenant_id = $1`,
  "learning.receipts (tenant_id, id, kind, item_ids, scores, epoch) values ($1, 'r', 'search', '{}', '{}', 1)",
  "learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at) values ($1, 'r', 'a', 'click', now())",
  "learning.metrics values ($1, 'blend', now(), 1, 1, 1, 1, 1, 1, 1)",
  "learning.states (tenant_id, format, snapshot, xid, seq, cases, state) values ($1, 1, 0, '3', 0, 0, '{}')",
  "learning.weights (tenant_id, weights) values ($1, '{}')",
  "learning.answers (tenant_id, hour, kind, scenario) values ($1, now(), 'search', '')",
  "learning.answer_signals (tenant_id, hour, kind, scenario, signal, answers) values ($1, now(), 'a', '', 'click', 1)",
  `learning.waiting_feedback (tenant_id, receipt_id, item_id, signal, occurred_at)
    values ($1, 'r', 'a', 'click', now())`,
  "learning.item_outcomes (tenant_id, item_id, clicks, dismissals, expected, at) values ($1, 'a', 1, 0, 1, now())",
  `learning.ranker_versions (tenant_id, scenario, version, cause, weights, state, cases)
    values ($1, '', 0, 'started', '{}', '{}', 0)`,
  "learning.rankers (tenant_id, scenario) values ($1, '')",
  "learning.scenarios (tenant_id, id, settings) values ($1, 'home', '{}')",
  "learning.experiments (tenant_id, id, scenario, settings, ends_at) values ($1, 'e', '', '{}', now())",
  "learning.robot_sessions (tenant_id, id, kind, events, started_at) values ($1, 'r', 'breadth', 12, now())",
  `learning.experiment_units (tenant_id, experiment_id, unit, variant, first_at)
    values ($1, 'e', 'user u', 'control', now())`,
  "learning.challengers (tenant_id, scenario, name, rules) values ($1, '', 'c', '{}')",
  "learning.homes (tenant_id, holder, began, counted_xid, counted_seq) values ($1, 'a:1', '1', '1', 1)",
  "learning.leagues (tenant_id, scenario, state, serving, rulings) values ($1, '', '{}', '', '[]')",
  `operations.cache (tenant_id, cache, id, value, tags, generation, position, fresh_ms, kept_ms, load_ms, loaded_at,
    expires_at) values ($1, 'c', gen_random_uuid(), '', '{}', 'g', 1, 1, 1, 1, now(), now())`,
  `operations.idempotent_requests (tenant_id, key, fingerprint, execution_id, claimed_until)
    values ($1, 'k', '', gen_random_uuid(), now())`,
  `operations.spans (trace_id, span_id, started_at, duration_us, service, name, kind, is_error, tenant_id, attributes)
    select decode(md5($1 || n), 'hex'), 'x', now(), 1, 's', 'n', 1, false, $1, '{}' from generate_series(1, 10001) n`,
  `operations.traces (trace_id, started_at, ended_at, has_root, name, service, services, tenant_id, spans, errors)
    values (decode(md5($1 || '1'), 'hex'), now(), now(), true, 'n', 's', '{s}', $1, 1, 0)`,
  "operations.error_tenants values ($1, 'e', 1, now())",
  "operations.meters values ($1, now(), 'items', '', 1, 1, now())",
  "operations.service_minutes values ($1, 'predict', now(), '', 1, 0, '{}')",
  "operations.transfer_parts (tenant_id, transfer_id, part, lines) values ($1, 't', 0, '')",
  "operations.runs (tenant_id, id, kind) values ($1, 'op_old', 'train')",
  `operations.schedules (tenant_id, id, kind, cron, time_zone, misfire_policy, next_at)
    values ($1, 'sch_1', 'train', '@daily', 'UTC', 'skip', now())`,
]

const fill = (tenantId: string) =>
  asOwner(async (sql) => {
    for (const seed of seeds) await sql.unsafe(`insert into ${seed}`, [tenantId])
  })

await Promise.all(['gone', 'stays', 'halfway'].map(fill))
const filled = await rowsOf('stays')

describe('eraseJob', () => {
  it('deletes every row of the tenant in every table, and no row of another tenant', async () => {
    expect(Object.values(filled)).not.toContain(0)
    expect(await rowsOf('gone')).toEqual(filled)

    const progress: number[] = []
    const result = await erase(erasing('gone'), { ...context, onProgress: (part) => progress.push(part) })

    expect(new Set(Object.values(await rowsOf('gone')))).toEqual(new Set([0]))
    expect(await statusOf('gone')).toBe('erased')
    expect(announced).toEqual(['gone'])
    expect(await rowsOf('stays')).toEqual(filled)
    expect(await statusOf('stays')).toBe('active')
    expect(result).toMatchObject({ erasedTenantId: 'gone' })
    expect(result.rows).toBeGreaterThan(10_000)
    expect(progress.every((part) => part >= 0 && part <= 1)).toBe(true)
  })

  it('finishes an erasure that was interrupted, and marks the tenant as erased last', async () => {
    const stopping = new AbortController()
    const onProgress = (part: number) => part > 0.3 && stopping.abort(new Error('the worker is stopping'))
    const cutOff = erase(erasing('halfway'), { ...context, onProgress, signal: stopping.signal })
    await expect(cutOff).rejects.toThrow('the worker is stopping')
    const left = new Set(Object.values(await rowsOf('halfway')))
    expect(left.has(0) && left.size > 1).toBe(true)
    expect(await statusOf('halfway')).toBe('active')

    await erase(erasing('halfway'), context)
    expect(new Set(Object.values(await rowsOf('halfway')))).toEqual(new Set([0]))
    expect(await statusOf('halfway')).toBe('erased')
  })

  it('succeeds for a tenant that does not exist', async () => {
    expect(await erase(erasing('nobody'), context)).toEqual({ erasedTenantId: 'nobody', rows: 0 })
  })
})
