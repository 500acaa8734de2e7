import { createSecretKey } from 'node:crypto'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createAuditLog } from './audit-log.ts'
import { createDeadLetters } from './dead-letters.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const tenants = ['shop', 'other']
const caller = { principal: { tenantId: 'shop', scopes: [] }, deadline: new Deadline(30_000) } as unknown as Caller
/** What a tenant sees, and what an operator does. */
const seen = <T>(list: (isOperator: boolean) => Promise<readonly T[]>) => Promise.all([list(false), list(true)])

it('the audit log of a tenant is its own, and that of an operator is of all', async () => {
  for (const [place, tenantId] of tenants.entries()) {
    const entry = JSON.stringify({ id: tenantId, at: '', tenantId, keyId: 'k', action: 'run requested' })
    await owner.platform(
      { name: 'act' },
      (sql) => sql`insert into control.audit_log (number, entry, code) values (${place + 1}, ${entry}, '')`,
    )
  }
  const log = createAuditLog(database, createSecretKey(Buffer.alloc(32)))
  const lists = [
    await seen((isOperator) => log.list(caller, isOperator, {}, undefined, 9)),
    await seen((isOperator) => log.listAfter(caller, isOperator, 0, 9)),
  ]
  expect(lists.map((both) => both.map((rows) => rows.map(({ number }) => number)))).toEqual([
    [[1], [2, 1]],
    [[1], [1, 2]],
  ])
})

it('the dead letters of a tenant are its own, and those of an operator are of all', async () => {
  for (const tenantId of tenants)
    await owner.platform(
      { name: 'fail' },
      (sql) => sql`
        insert into operations.runs (tenant_id, id, kind, state, dead_letter, finished_at)
        values (${tenantId}, ${`op_${tenantId}`}, 'train', 'failed', 'waiting', now())`,
    )
  const { list, discard } = createDeadLetters(database)
  const [own, all] = await seen((isOperator) => list(caller, isOperator, {}, undefined, 9))
  expect(own.map(({ tenantId }) => tenantId)).toEqual(['shop'])
  expect(all.map(({ tenantId }) => tenantId).toSorted()).toEqual(['other', 'shop'])
  expect([await discard(caller, false, {}), await discard(caller, true, {})]).toEqual([1, 1])
})
