import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from './client/create-database.ts'
import type { Sql } from './client/tenant-database.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })

/** A row of each tenant table for tenant $1, with keys that differ from time to time. */
const inserts: Readonly<Record<string, string>> = {
  'control.tenants': `(id, name, plan) values ($1, 'name', 'starter')`,
  'control.api_keys': `(tenant_id, id, name, secret_hash, scopes) values ($1, gen_random_uuid(), 'key', '', '{}')`,
  'control.erasures': `(tenant_id, user_code) values ($1, sha256(gen_random_uuid()::text::bytea))`,
  'control.pseudonym_keys': `(tenant_id, salt) values ($1, sha256(''))
    on conflict (tenant_id) do update set created_at = now()`,
  'control.token_issuers': `(tenant_id, id, issuer, audience, jwks_url, scopes)
    values ($1, gen_random_uuid(), 'i', 'a', 'https://a.example', '{}')`,
  'catalog.items': `(tenant_id, id, title) values ($1, gen_random_uuid(), 'title')`,
  'catalog.item_changes': `(tenant_id, run_id, item_id, version) values ($1, gen_random_uuid(), 'a', 1)`,
  'catalog.item_words': `(tenant_id, id, words) values ($1, gen_random_uuid(), '{}')`,
  'catalog.item_words_progress': `(tenant_id) values ($1) on conflict (tenant_id) do update set seq = 0`,
  'catalog.item_embeddings': `(tenant_id, model, id, digest, embedding) values ($1, 'm', gen_random_uuid(), '', '')`,
  'catalog.item_embeddings_progress': `(tenant_id, model, claimed_until) values ($1, gen_random_uuid(), now())`,
  'catalog.search_settings': `(tenant_id, settings) values ($1, '{}')
    on conflict (tenant_id) do update set updated_at = now()`,
  'catalog.search_queries': `(tenant_id, query, day, searches, empty) values ($1, gen_random_uuid(), now(), 1, 1)`,
  'behaviour.archives': `(tenant_id, month, object, events, size_bytes, first_at, last_at)
    values ($1, '2024-01-01', gen_random_uuid(), 1, 1, now(), now())`,
  'behaviour.events': `(tenant_id, id, type, user_id, item_id, occurred_at) values ($1, 'e', 'view', 'u', 'i', now())`,
  'behaviour.event_ids': `(tenant_id, id) values ($1, gen_random_uuid())`,
  'behaviour.snapshots': `(tenant_id, kind, horizon, format, size_bytes, stats) values ($1, 'k', '3', 1, 0, '{}')`,
  'behaviour.snapshot_parts': `(tenant_id, kind, version, part, body)
    select $1::text, 'k', coalesce(max(version), 1), 0, '' from behaviour.snapshots where tenant_id = $1`,
  'learning.receipts': `(tenant_id, id, kind, item_ids, scores, epoch)
    values ($1, gen_random_uuid(), 'search', '{}', '{}', 1)`,
  'learning.feedback': `(tenant_id, receipt_id, item_id, signal, occurred_at) values ($1, 'r', 'i', 'click', now())`,
  'learning.metrics': `values ($1, 'blend', clock_timestamp(), 0, 0, 0, 0, 0, 0, 0)`,
  'learning.states': `(tenant_id, format, snapshot, xid, seq, cases, state) values ($1, 1, 0, '3', 0, 0, '{}')
    on conflict (tenant_id) do update set cases = 1`,
  'learning.answers': `(tenant_id, hour, kind, scenario) values ($1, clock_timestamp(), 'search', '')`,
  'learning.answer_signals': `(tenant_id, hour, kind, scenario, signal, answers)
    values ($1, clock_timestamp(), 'search', '', 'click', 1)`,
  // Triggers have inserted these rows.
  'learning.daily_metrics': `values ($1, 'blend', date_trunc('day', now()), 0, 0, 0, 0, 0, 0, 0)
    on conflict (tenant_id, model, kind, day) do update set cases = 0`,
  'learning.daily_answers': `(tenant_id, day, kind, scenario) values ($1, date_trunc('day', now()), 'search', '')
    on conflict (tenant_id, kind, scenario, day) do update set answers = 0`,
  'learning.daily_answer_signals': `(tenant_id, day, kind, scenario, signal, answers)
    values ($1, date_trunc('day', now()), 'search', '', 'click', 1)
    on conflict (tenant_id, kind, scenario, signal, day) do update set answers = 1`,
  'learning.scenarios': `(tenant_id, id, settings) values ($1, gen_random_uuid(), '{}')`,
  'learning.experiments': `(tenant_id, id, scenario, settings, ends_at)
    values ($1, gen_random_uuid(), gen_random_uuid(), '{}', now())`,
  'learning.experiment_units': `(tenant_id, experiment_id, unit, variant, first_at)
    values ($1, 'e', gen_random_uuid(), 'control', now())`,
  'learning.challengers': `(tenant_id, scenario, name, rules) values ($1, '', gen_random_uuid(), '{}')`,
  'learning.homes': `(tenant_id, holder, began, counted_xid, counted_seq) values ($1, 'a:1', '1', '1', 1)
    on conflict (tenant_id) do update set holder = 'a:2'`,
  'learning.leagues': `(tenant_id, scenario, state, serving, rulings)
    values ($1, gen_random_uuid(), '{}', '', '[]')`,
  'learning.rankers': `(tenant_id, scenario) values ($1, gen_random_uuid())`,
  'learning.ranker_versions': `(tenant_id, scenario, version, cause, weights, state, cases)
    values ($1, gen_random_uuid(), 1, 'learned', '{}', '{}', 0)`,
  'learning.robot_sessions': `(tenant_id, id, kind, events, started_at)
    values ($1, gen_random_uuid(), 'breadth', 12, now())`,
  'learning.item_outcomes': `(tenant_id, item_id, clicks, dismissals, expected, at)
    values ($1, gen_random_uuid(), 0, 0, 0, now())`,
  'learning.waiting_feedback': `(tenant_id, receipt_id, item_id, signal, occurred_at)
    values ($1, gen_random_uuid(), 'i', 'click', now())`,
  'learning.weights': `(tenant_id, recorded_at, weights) values ($1, clock_timestamp(), '{}')`,
  'operations.cache': `(tenant_id, cache, id, value, tags, generation, position, fresh_ms, kept_ms, load_ms, loaded_at,
      expires_at)
    values ($1, 'c', gen_random_uuid(), '', '{}', 'g', 1, 1, 1, 1, now(), now())`,
  'operations.error_tenants': `(tenant_id, error_id, count, last_at) values ($1, gen_random_uuid(), 1, now())`,
  'operations.idempotent_requests': `(tenant_id, key, fingerprint, execution_id, claimed_until)
    values ($1, gen_random_uuid()::text::bytea, '', gen_random_uuid(), now())`,
  'operations.meters': `(tenant_id, hour, meter, source, value, peak, measured_at)
    values ($1, now(), 'items', gen_random_uuid(), 1, 1, now())`,
  'operations.service_minutes': `(tenant_id, class, minute, source, total, errors, latency)
    values ($1, 'predict', now(), gen_random_uuid(), 1, 0, '{1}')`,
  'operations.transfer_parts': `(tenant_id, transfer_id, part, lines) values ($1, gen_random_uuid(), 0, '')`,
  'operations.runs': `(tenant_id, id, kind) values ($1, gen_random_uuid(), 'train')`,
  'operations.schedules': `(tenant_id, id, kind, cron, time_zone, misfire_policy, next_at)
    values ($1, gen_random_uuid(), 'train', '@daily', 'UTC', 'skip', now())`,
}
const tables = Object.keys(inserts)
/** Of no tenant. */
const platformTables = [
  'control.audit_log',
  'control.audit_seals',
  'control.plans',
  'control.security_networks',
  'control.security_rules',
  'learning.priors',
  'operations.alert_deliveries',
  'operations.alert_holder',
  'operations.alerts',
  'operations.change_horizons',
  'operations.changes',
  'operations.error_batches',
  'operations.error_groups',
  'operations.home_cluster',
  'operations.index_advice',
  'operations.run_holds',
  'operations.security_events',
  'operations.silences',
  'operations.spans',
  'operations.statement_periods',
  'operations.statement_plans',
  'operations.statements',
  'operations.table_writes',
  'operations.traces',
]
const tenantColumn = (table: string) => (table === 'control.tenants' ? 'id' : 'tenant_id')
const insert = (table: string) => `insert into ${table} ${inserts[table]}`

beforeAll(async () => {
  for (const tenant of ['acme', 'globex']) for (const table of tables) await owner.unsafe(insert(table), [tenant])
})
afterAll(() => owner.end())

it('every table that has a tenant is covered here, and isolation is forced on it', async () => {
  const found = await owner<{ name: string; forced: boolean }[]>`
    select c.oid::regclass::text as name, c.relrowsecurity and c.relforcerowsecurity as forced
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('control', 'catalog', 'behaviour', 'learning', 'operations')
      and c.relkind in ('r', 'p') and not c.relispartition`
  expect(found.map(({ name }) => name).sort()).toEqual([...tables, ...platformTables].sort())
  expect(
    found
      .filter(({ forced }) => !forced)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(platformTables)
})

it('a tenant sees what concerns it in the audit log; outside of tenants maintenance alone sees it', async () => {
  const entries = [
    { id: 'own', tenantId: 'acme' },
    { id: 'of an operator', tenantId: 'operator', details: { ofTenantId: 'acme' } },
    { id: 'of another tenant', tenantId: 'globex', details: { ofTenantId: 'globex' } },
  ]
  for (const [place, entry] of entries.entries())
    await owner`insert into control.audit_log (number, entry, code)
      values (${place + 1}, ${JSON.stringify({ ...entry, at: '', keyId: 'k', action: 'run requested' })}, '')`
  const seenBy = async (service: Parameters<typeof roleUrl>[0]) => {
    const database = createDatabase({ url: roleUrl(service), applicationName: 'test', pool: 1 })
    const read = async (sql: Sql) => (await sql<{ id: string }[]>`select id from control.audit_log`).map(({ id }) => id)
    const none = async () => []
    const inTenant = database.background('acme').transaction('test', read).catch(none)
    const seen = [await inTenant, await database.platform({ name: 'test' }, read).catch(none)]
    await database.close()
    return seen
  }
  expect(await seenBy('maintenance')).toEqual([['own', 'of an operator'], entries.map(({ id }) => id)])
  for (const service of ['gateway', 'prediction', 'suggestion', 'search', 'worker'] as const)
    expect(await seenBy(service), service).toEqual([[], []])
})

/** The tables that a role may read for all tenants, because it authenticates, administers or surveys them. */
const seesAll: Readonly<Record<string, readonly string[]>> = {
  gateway: ['control.tenants', 'control.api_keys', 'control.pseudonym_keys', 'control.token_issuers'],
  maintenance: ['control.tenants'],
}
/**
 * The tables that it may read only outside a tenant's transaction, because it goes through the tenants one by one or
 * sums over them.
 */
const seesAllOutside: typeof seesAll = {
  gateway: [
    ...['control.tenants', 'control.api_keys', 'control.pseudonym_keys', 'control.token_issuers'],
    'operations.service_minutes',
  ],
  maintenance: [
    ...['behaviour.archives', 'control.tenants', 'operations.error_tenants', 'operations.runs'],
    ...['operations.schedules', 'operations.service_minutes'],
  ],
  worker: ['behaviour.archives', 'control.tenants'],
  suggestion: ['learning.experiments'],
}

describe.each(['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const)('%s', (service) => {
  const database = createDatabase({ url: roleUrl(service), applicationName: 'test', pool: 1 })
  afterAll(() => database.close())

  const inAcme = <T>(run: (sql: Sql) => Promise<T>) => database.background('acme').transaction('test', run)
  const tenantsIn = (sql: Sql, table: string) =>
    sql.unsafe<{ tenant: string }[]>(`select ${tenantColumn(table)} as tenant from ${table}`)

  async function tablesWith(privilege: string) {
    const rows = await owner<{ name: string }[]>`
      select name from unnest(${tables}::text[]) name
      where has_table_privilege(${`inkling_${service}`}, name, ${privilege})`
    return rows.map(({ name }) => name)
  }

  /**
   * Runs one statement in acme's transaction, takes it back, and tells how many rows it touched, or why it was refused.
   */
  async function touched(statement: string, parameters: string[] = []): Promise<number | string> {
    let count = 0
    const undo = new Error('undo')
    const refusal = await inAcme(async (sql) => {
      count = (await sql.unsafe(statement, parameters)).count
      throw undo
    }).catch((error: Error) => error)
    return refusal === undo ? count : (refusal as Error).message
  }

  it('sees the rows of the transaction’s tenant alone', async () => {
    const readable = (await tablesWith('select')).filter((table) => !seesAll[service]?.includes(table))
    for (const table of readable)
      expect(await inAcme((sql) => tenantsIn(sql, table)), table).toEqual([{ tenant: 'acme' }])
  })

  it('sees outside a tenant’s transaction only the tables that its work needs', async () => {
    for (const table of await tablesWith('select')) {
      const rows = await database.platform({ name: 'test' }, (sql) => tenantsIn(sql, table))
      expect(rows.length, table).toBe(seesAllOutside[service]?.includes(table) ? 2 : 0)
    }
  })

  it('cannot insert a row of another tenant', async () => {
    const insertable = await tablesWith('insert')
    for (const table of tables) {
      // A trigger that writes into another table must not be what refuses.
      const refusal = new RegExp(`violates row-level security policy .*for table "${table.split('.')[1]}"`)
      const reason = insertable.includes(table) ? refusal : /permission denied/
      expect(await touched(insert(table), ['globex']), table).toMatch(reason)
    }
  })

  it('cannot change, take or give away a row of another tenant', async () => {
    for (const table of await tablesWith('update')) {
      const column = tenantColumn(table)
      expect(await touched(`update ${table} set ${column} = ${column}`), table).toBe(1)
      // Without a column to read, the policies for reading protect nothing.
      expect(await touched(`update ${table} set ${column} = 'acme'`), table).toBe(1)
      expect(await touched(`update ${table} set ${column} = 'globex'`), table).toMatch(/violates row-level security/)
    }
  })

  it('cannot delete a row of another tenant', async () => {
    for (const table of await tablesWith('delete')) expect(await touched(`delete from ${table}`), table).toBe(1)
  })

  it('reaches no partition past its table', async () => {
    const reachable = await owner`
      select c.relname from pg_class c where c.relispartition and c.relkind = 'r'
        and has_table_privilege(${`inkling_${service}`}, c.oid, 'select, insert, update, delete, truncate')`
    expect(reachable).toEqual([])
  })

  it('owns nothing, belongs to no role that reads rows and cannot bypass isolation', async () => {
    const [role] = await owner`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        (select count(*)::int from pg_shdepend where refobjid = r.oid and deptype = 'o') as owned,
        array(select roleid::regrole::text from pg_auth_members where member = r.oid) as memberships
      from pg_roles r where rolname = ${`inkling_${service}`}`
    const no = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }
    // It shows statistics and sessions, and no row of a table.
    const memberships = service === 'maintenance' ? ['pg_read_all_stats'] : []
    expect(role).toEqual({ ...no, owned: 0, memberships })
  })
})
