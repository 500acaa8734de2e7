import { createSecretKey, randomUUID } from 'node:crypto'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import type { AuditEntry } from './audit-entry.ts'
import { appendAudit, listAudit, sealAudit } from './audit-log.ts'
import { verifyAudit } from './verify-audit.ts'

const { roleUrl, ownerUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const gateway = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), gateway.close(), owner.close()]))

const key = createSecretKey(Buffer.alloc(32, 7))
const soon = () => new Deadline(30_000)
const entry = (facts: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: randomUUID(), at: '2026-11-30T09:00:00.000Z', tenantId: 'operator', keyId: 'key_1' },
  ...{ service: 'maintenance', action: 'key revoked', details: {}, address: '192.0.2.1', requestId: 'r' },
  ...facts,
})
const append = (...entries: AuditEntry[]) => appendAudit(gateway, entries, key, soon())
const all = { transaction: (name: string, work: never) => database.platform({ name }, work) } as never
const list = async (filter = {}, before?: number, limit = 50) => await listAudit(all, filter, before, limit)
async function verify(kept?: { number: number; code: string }) {
  const faults = []
  let check = await verifyAudit(database, key, { after: 0, kept }, soon())
  faults.push(...check.faults)
  while (check.hasMore) {
    check = await verifyAudit(database, key, { after: check.checkedTo }, soon())
    faults.push(...check.faults)
  }
  return faults
}
const change = (statement: string) => owner.platform({ name: 'attack' }, (sql) => sql.unsafe(statement))

beforeEach(() => change('truncate control.audit_log, control.audit_seals'))

it('entries have numbers without gaps, whoever adds them at the same time', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => append(entry({ requestId: `${n}` }), entry())))
  expect((await list()).map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, n) => 40 - n))
  expect(await verify()).toEqual([])
})

it('an entry whose storing was not confirmed is stored once', async () => {
  const one = entry()
  await append(one)
  await append(one, entry({ action: 'tenant created' }))
  expect((await list()).map(({ entry: { action } }) => action)).toEqual(['tenant created', 'key revoked'])
})

it('a tenant sees what it did and what was done to it, and nothing else', async () => {
  await append(
    entry({ tenantId: 'shop', action: 'run requested' }),
    entry({ details: { ofTenantId: 'shop' } }),
    entry({ details: { ofTenantId: 'other' } }),
  )
  const shop = database.of({ principal: { tenantId: 'shop' }, deadline: soon() })
  expect((await listAudit(shop, {}, undefined, 50)).map(({ number }) => number)).toEqual([2, 1])
})

it('entries are found by action, key, tenant and time, in pages', async () => {
  await append(
    entry({ at: '2026-11-30T09:00:00.000Z' }),
    entry({ at: '2026-11-30T10:00:00.000Z', keyId: 'key_2' }),
    entry({ at: '2026-11-30T11:00:00.000Z', action: 'tenant created', details: { ofTenantId: 'shop' } }),
  )
  const numbers = async (...args: Parameters<typeof list>) => (await list(...args)).map(({ number }) => number)
  expect(await numbers({ action: 'tenant created' })).toEqual([3])
  expect(await numbers({ keyId: 'key_2' })).toEqual([2])
  expect(await numbers({ tenantId: 'shop' })).toEqual([3])
  expect(await numbers({ since: new Date('2026-11-30T10:00:00Z'), until: new Date('2026-11-30T11:00:00Z') })).toEqual([
    2,
  ])
  expect(await numbers({}, 3, 1)).toEqual([2])
})

it('text that Postgres cannot store, and too much of it, cost their entry only a part of its details', async () => {
  await append(
    entry({ details: { reason: 'a\u0000b\ud800' } }),
    entry({ details: { ofTenantId: 'shop', list: Array(9_000).fill('é') } }),
  )
  const [large, odd] = await list()
  expect(odd?.entry.details).toEqual({ reason: 'ab\ufffd' })
  expect(large?.entry.details).toEqual({ ofTenantId: 'shop', leftOut: 'more than 16 kB' })
})

it('no role of a service can change, remove or insert an entry', async () => {
  await append(entry())
  for (const service of [database, gateway])
    for (const attack of [
      `update control.audit_log set entry = '{}'`,
      'delete from control.audit_log',
      'truncate control.audit_log',
      `insert into control.audit_log (number, entry, code) values (2, '{}', '')`,
    ])
      await expect(service.platform({ name: 'attack' }, (sql) => sql.unsafe(attack))).rejects.toMatchObject({
        code: '42501',
      })
})

it.each([
  ['changed', `update control.audit_log set entry = replace(entry, 'key_1', 'key_9') where number = 2`, [2, 'changed']],
  ['removed', 'delete from control.audit_log where number = 2', [2, 'missing']],
  [
    'inserted',
    `insert into control.audit_log (number, entry, code)
      select 7, replace(entry, id, 'x'), code from control.audit_log where number = 2`,
    [7, 'changed'],
  ],
  [
    'moved to the place of another',
    `update control.audit_log l set number = 10 where number = 2;
      update control.audit_log set number = 2 where number = 3;
      update control.audit_log set number = 3 where number = 10`,
    [2, 'changed'],
    [3, 'changed'],
  ],
])('whoever can write to the database is found out: an entry that was %s', async (_, attack, ...expected) => {
  for (let n = 0; n < 3; n++) await append(entry(), entry())
  await sealAudit(database, key, soon())
  await change(attack)
  expect(await verify()).toEqual(expected.map(([number, kind]) => ({ number, kind })))
})

it('entries that were removed from the end are missed, by their seal or by one that was kept elsewhere', async () => {
  await append(entry(), entry())
  await sealAudit(database, key, soon())
  await append(entry(), entry())
  const kept = await sealAudit(database, key, soon())
  expect(kept?.number).toBe(4)
  expect(await sealAudit(database, key, soon()), 'nothing to seal').toBeUndefined()
  await change('delete from control.audit_log where number > 3')
  expect(await verify()).toEqual([{ number: 4, kind: 'missing' }])
  await change('delete from control.audit_seals where number = 4')
  expect(await verify()).toEqual([])
  expect(await verify(kept)).toEqual([{ number: 4, kind: 'seal' }])
})

it('entries that were replaced by others with right codes do not fit their seal', async () => {
  await append(entry(), entry())
  await sealAudit(database, key, soon())
  await change('delete from control.audit_log')
  await append(entry(), entry())
  expect(await verify()).toEqual([{ number: 2, kind: 'seal' }])
})

it('a check goes on where the one before has ended', async () => {
  await append(entry(), entry())
  await sealAudit(database, key, soon())
  await append(entry())
  const first = await verifyAudit(database, key, { after: 0 }, soon())
  expect(first).toMatchObject({ checkedTo: 2, hasMore: true, faults: [] })
  await sealAudit(database, key, soon())
  const second = await verifyAudit(database, key, { after: first.checkedTo }, soon())
  expect(second).toMatchObject({ rows: 1, checkedTo: 3, faults: [] })
})
