import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { createApi } from '../support/api.ts'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey } = sharedStack()
const address = '198.51.100.7'
const admin = createApi(url, { ...bearer(adminKey), 'x-forwarded-for': address })
const shop = await newTenant()
const params = { id: shop.id }
const actsOn = async (by = operator()) =>
  (await by.call(calls.listAuditLog, { query: { tenantId: shop.id } })).body.data

it('what an operator does to a tenant is on record: who, what, before and after, from where, by which request', async () => {
  await admin.call(calls.patchTenant, { params, body: { plan: 'growth' } })
  const made = await admin.call(calls.createKey, { params, body: { name: 'web', scopes: ['items:read'] } })
  const { id: keyId, key } = made.body
  await admin.call(calls.rotateKey, { params: { ...params, keyId }, body: { overlapSeconds: 60 } })
  await admin.call(calls.revokeKey, { params: { ...params, keyId } })
  const acts = await eventually(async () => {
    const found = await actsOn()
    expect(found[0]?.action).toBe('key revoked')
    return found
  })
  expect(acts.map(({ action }) => action)).toEqual([
    ...['key revoked', 'key rotated', 'key created', 'tenant changed', 'tenant created'],
  ])
  const [revoked, , created, changed] = acts
  expect(revoked).toMatchObject({ details: { ofTenantId: shop.id, revoked: keyId } })
  expect(created).toMatchObject({
    address,
    tenantId: 'operator',
    service: 'maintenance',
    details: { key: { id: keyId } },
  })
  expect(created?.requestId).toBe(made.headers.get('x-request-id'))
  expect(changed?.details).toMatchObject({ before: { plan: 'scale' }, after: { plan: 'growth' } })
  expect(JSON.stringify(acts)).not.toContain(key.split('_').at(-1))
})

it('a tenant sees its own acts and those done to it, and none of another tenant', async () => {
  const other = await newTenant()
  const { body } = await shop.call(calls.createRun, { body: { kind: 'reindex' } })
  const own = await eventually(async () => {
    const found = await actsOn(shop)
    expect(found[0]).toMatchObject({ action: 'run requested', tenantId: shop.id, details: { operationId: body.id } })
    return found
  })
  expect(own.at(-1)).toMatchObject({ action: 'tenant created', tenantId: 'operator' })
  expect(await actsOn(other)).toEqual([])
  const seen = (await other.call(calls.listAuditLog)).body.data
  expect(seen.map(({ action }) => action)).toEqual(['tenant created'])
})

it('the acts of an operator at the gateway itself are on record, too', async () => {
  await admin.call(calls.purgeCache, { body: { tenantId: shop.id, tags: ['items'] } })
  const query = { action: 'cache purged', tenantId: shop.id }
  await eventually(async () => {
    const [act] = (await operator().call(calls.listAuditLog, { query })).body.data
    expect(act).toMatchObject({ service: 'gateway', address, details: { ofTenantId: shop.id, tags: ['items'] } })
  })
})

it('the log is as it was written, says a check, which only operators may ask for', async () => {
  const { body } = await operator().call(calls.verifyAuditLog, { body: {} })
  expect(body.rows).toBeGreaterThan(0)
  expect(body.faults).toEqual([])
  expect((await shop.refused(calls.verifyAuditLog, { body: {} })).status).toBe(403)
  const seal = { number: 1, code: '0'.repeat(64) }
  const kept = (await operator().call(calls.verifyAuditLog, { body: { seal } })).body.faults
  expect(kept).toEqual([{ number: 1, kind: 'seal' }])
})

it('who signs in to the console is on record, and the log comes as lines for a SIEM', async () => {
  const own = await newTenant()
  await fetch(`${url}/console/session`, { method: 'POST', headers: bearer(own.key) })
  const lines = await eventually(async () => {
    const { lines: text, hasMore } = (await own.call(calls.exportAuditLog)).body
    const read = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(read.map(({ message }) => message)).toEqual(['tenant created', 'signed in'])
    expect(hasMore).toBe(false)
    return read
  })
  expect(lines[1]).toMatchObject({
    event: { action: 'signed-in', category: ['authentication'], outcome: 'success' },
    ...{ organization: { id: own.id }, user: { id: own.keyId } },
  })
  const first = (await own.call(calls.exportAuditLog, { query: { limit: 1 } })).body
  expect(first).toMatchObject({ after: lines[0].event.sequence, hasMore: true })
  const rest = (await own.call(calls.exportAuditLog, { query: { after: first.after } })).body
  expect(first.lines + rest.lines).toBe((await own.call(calls.exportAuditLog)).body.lines)
})
