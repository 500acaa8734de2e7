import { createDatabase, readTransferPart, type Sql, storeTransferPart } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportJob } from './export.job.ts'
import { importJob } from './import.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const url = roleUrl('worker')
const database = createDatabase({ url, applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const replaced: string[] = []
const exporting = exportJob(database, url)
const importing = importJob(database, url, async (tenantId) => replaced.push(tenantId))
const context = { signal: new AbortController().signal, isLast: () => true, onProgress: () => {} }
const key = { tenantId: 'operator', runId: 'op_1' }
const asOwner = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'test' }, work)

async function fill(tenantId: string) {
  const rows = [
    "control.tenants (id, name, plan) values ($1, 'T', 'starter')",
    "control.api_keys (tenant_id, id, name, secret_hash, scopes) values ($1, $1, 'k', 'secret', '{}')",
    `catalog.items (tenant_id, id, title, text, attributes, tags)
      select $1, 'item-' || n, E'A "title"\\n' || n, repeat('words ', 200),
        '{"price": 0.1, "id": 9007199254740993}', '{a,"b c"}'
      from generate_series(1, 800) n`,
    `behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at, value)
      select $1, 'e' || n, 'view', 'ann', 'item-' || n % 7, '2026-01-01 10:00:00.123456+00', 0.1 + n
      from generate_series(1, 3000) n`,
    'behaviour.event_ids (tenant_id, id) select tenant_id, id from behaviour.events where tenant_id = $1',
    "learning.receipts (tenant_id, id, kind, item_ids, scores, epoch) values ($1, 'r', 'search', '{a}', '{0.1}', 1)",
    "learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at) values ($1, 'r', 'a', 'click', now())",
    "learning.states (tenant_id, format, snapshot, xid, seq, cases, state) values ($1, 1, 9, '3', 0, 5, '{\"a\": 1}')",
    `catalog.search_settings (tenant_id, settings) values ($1, '{"language": "de"}')`,
    "catalog.item_embeddings (tenant_id, model, id, digest, embedding) values ($1, 'm', 'item-1', 'd', '\\x00ff')",
  ]
  await asOwner(async (sql) => {
    for (const row of rows) await sql.unsafe(`insert into ${row}`, [tenantId])
  })
}

/** All of a tenant's data, but the tenant's id and what counts transactions and rows. */
const contentsOf = (tenantId: string) =>
  asOwner(async (sql) => {
    const all: Record<string, unknown> = {}
    for (const table of ['behaviour.events', 'behaviour.event_ids', 'learning.receipts', 'learning.feedback'])
      all[table] = await sql`
        select to_jsonb(x) - '{tenant_id,xid,seq}'::text[] as row from ${sql(table)} x
        where tenant_id = ${tenantId} order by 1`
    all.items = await sql`
      select to_jsonb(x) - '{tenant_id,xid,seq}'::text[] as row from catalog.items x
      where tenant_id = ${tenantId} and deleted_at is null order by id`
    all.embeddings = await sql`
      select id, embedding from catalog.item_embeddings where tenant_id = ${tenantId} and digest <> ''`
    all.settings = await sql`select settings from catalog.search_settings where tenant_id = ${tenantId}`
    all.state = await sql`select state, cases from learning.states where tenant_id = ${tenantId}`
    return all
  })

/** The ids of the events of a tenant in the order of their numbers, the first number and the last. */
const numbersOf = (tenantId: string) =>
  asOwner(async (sql) => {
    const rows = await sql<{ seq: bigint; id: string }[]>`
      select seq, id from behaviour.events where tenant_id = ${tenantId} order by seq`
    return { ids: rows.map(({ id }) => id), first: rows[0]?.seq ?? 0n, last: rows.at(-1)?.seq ?? 0n }
  })

const keysOf = (tenantId: string) =>
  asOwner((sql) => sql`select id from control.api_keys where tenant_id = ${tenantId}`)

/** As an operator does it who fetches the parts and sends them to another tenant. */
async function send(from: string, to: string, exportId: string, parts: number, change = (lines: string) => lines) {
  for (let part = 0; part < parts; part++) {
    const lines = await readTransferPart(database.background(from), exportId, part)
    await storeTransferPart(database.background(to), 'import', part, change(lines ?? ''))
  }
  return { ...key, ofTenantId: to, importId: 'import', parts }
}

let parts = 0
beforeAll(async () => {
  for (const tenantId of ['shop', 'copy', 'other']) await fill(tenantId)
  await asOwner(async (sql) => {
    await sql`update catalog.items set title = 'Other' where tenant_id = 'copy'`
    await sql`insert into catalog.items (tenant_id, id, title) values ('copy', 'own', 'Own')`
    await sql`delete from behaviour.events where tenant_id = 'copy' and item_id = 'item-1'`
  })
  const exported = await exporting({ ...key, ofTenantId: 'shop' }, context)
  parts = exported.parts
  expect(exported.rows).toMatchObject({ 'catalog.items': 800, 'behaviour.events': 3000 })
})

it('an export has parts, begins with what it is, ends with its counts, and has no key', async () => {
  expect(parts).toBeGreaterThan(3)
  const lines: string[] = []
  for (let part = 0; part < parts; part++)
    lines.push(...((await readTransferPart(database.background('shop'), 'op_1', part)) ?? '').trimEnd().split('\n'))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ format: 'inkling-tenant', version: 1, tenant: 'shop' })
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ end: true, rows: { 'behaviour.event_ids': 3000 } })
  expect(lines.join()).not.toMatch(/secret|api_keys/)
  expect(lines.join()).toContain('9007199254740993')
})

describe('an import into another tenant', () => {
  it('that is stopped in the middle changes nothing; the next attempt makes the data equal', async () => {
    const payload = await send('shop', 'copy', 'op_1', parts)
    const [before, other] = [await contentsOf('copy'), await contentsOf('other')]
    const stopping = new AbortController()
    const onProgress = (part: number) => part > 0.5 && stopping.abort(new Error('stopped'))
    await expect(importing(payload, { ...context, signal: stopping.signal, onProgress })).rejects.toThrow('stopped')
    expect(await contentsOf('copy')).toEqual(before)
    const { rows } = await importing(payload, context)
    expect(rows).toMatchObject({ 'catalog.items': 800, 'behaviour.events': 3000, 'learning.feedback': 1 })
    expect(await contentsOf('copy')).toEqual(await contentsOf('shop'))
    expect(await contentsOf('other')).toEqual(other)
    expect(await keysOf('copy')).toEqual([{ id: 'copy' }])
    expect(replaced).toEqual(['copy'])
    // No later row may have the number of one that came from another sequence.
    const { ids, first } = await numbersOf('copy')
    expect(ids).toEqual((await numbersOf('shop')).ids)
    expect(first).toBeGreaterThan((await numbersOf('other')).last)
    expect(await readTransferPart(database.background('copy'), 'import', 0)).toBeUndefined()
  })

  it.each<[string, (lines: string) => string, RegExp]>([
    ['that was cut off', (lines) => lines.replace(/\{"end".*\n/, ''), /has no end: it was cut off/],
    [
      'with a row left out',
      (lines) => lines.replace(/\{"table":"behaviour.events".*\n/, ''),
      /says that behaviour.events has/,
    ],
    ['of something else', (lines) => lines.replace('inkling-tenant', 'other'), /Line 1 of the export must be that of/],
    [
      'of a newer version',
      (lines) => lines.replace('"size_bytes"', '"colour"'),
      /names catalog.items.colour, which this/,
    ],
    [
      'with a wrong time',
      (lines) => lines.replace('2026-01-01T10', '2026-13-01T10'),
      /a value that Postgres does not take/,
    ],
    ['with a line that is not JSON', (lines) => lines.replace('{"table":"catalog.items"', '{table'), /is not JSON/],
  ])('refuses an export %s, and changes nothing', async (_, change, message) => {
    const payload = await send('shop', 'copy', 'op_1', parts, change)
    const before = await contentsOf('copy')
    await expect(importing(payload, context)).rejects.toMatchObject({
      code: 'validation_failed',
      detail: expect.stringMatching(message),
    })
    expect(await contentsOf('copy')).toEqual(before)
  })

  it('refuses an export of which a part is missing', async () => {
    const payload = { ...key, ofTenantId: 'copy', importId: 'nothing', parts: 1 }
    await expect(importing(payload, context)).rejects.toMatchObject({ code: 'conflict' })
  })
})
