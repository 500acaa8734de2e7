import { calls, type Scope } from '@inkling/contracts'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holderOf, newTenant, operator, type TestTenant } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { logLines } from '../../support/log-lines.ts'
import { stack } from './stack.ts'

const sql = postgres(stack.ownerUrl, { max: 1 })
afterAll(() => sql.end())

const [shop, other] = await Promise.all([newTenant({ plan: 'scale' }, stack), newTenant({ plan: 'scale' }, stack)])
const scopes: Scope[] = ['maintenance:read', 'maintenance:write', 'ops:read', 'ops:write']
const ofOperator = await operator(stack).call(calls.createKey, { params: { id: other.id }, body: { scopes } })
const onCall = holderOf(ofOperator.body.key, stack)

/** A run with options that no version understands, so that it fails however often it is replayed. */
async function failRun({ id: tenantId }: TestTenant, id: string) {
  await sql`
    insert into operations.runs (tenant_id, id, kind, options)
    values (${tenantId}, ${id}, 'train', '{"tuneSeconds": -1}')`
}
const list = async (of = onCall, query = {}) => (await of.call(calls.listDeadLetters, { query })).body.data

describe('dead letters', () => {
  beforeAll(async () => {
    await failRun(shop, 'op_dead')
    await failRun(other, 'op_other')
    await eventually(async () => expect(await list()).toHaveLength(2))
  })

  it('are shown to their tenant without stacks, and all of them to an operator', async () => {
    const [letter, ...others] = await list(shop)
    expect(others).toEqual([])
    const facts = { id: 'op_dead', tenantId: shop.id, kind: 'train', attempts: 0, replays: 0, replayOf: null }
    expect(letter).toMatchObject({ ...facts, error: expect.stringContaining('options'), traceId: null })
    expect(letter).not.toHaveProperty('stack')
    expect(letter?.payloadDigest).toMatch(/^[0-9a-f]{64}$/)
    expect((await list(onCall, { tenantId: shop.id })).map(({ id, stack: of }) => [id, of])).toEqual([
      ['op_dead', null],
    ])
    expect(await list(onCall, { kind: 'reindex' })).toEqual([])
  })

  it('are listed in pages', async () => {
    const first = (await onCall.call(calls.listDeadLetters, { query: { limit: 1 } })).body
    const query = { limit: 1, cursor: first.page.nextCursor ?? '' }
    const second = (await onCall.call(calls.listDeadLetters, { query })).body
    expect([...first.data, ...second.data].map(({ id }) => id).toSorted()).toEqual(['op_dead', 'op_other'])
    expect(second.page).toEqual({ nextCursor: null, hasMore: false })
  })

  it('are not reached by another tenant, and not without saying which', async () => {
    const ids = ['op_other']
    expect((await shop.call(calls.replayDeadLetters, { body: { ids } })).body.count).toBe(0)
    expect((await shop.call(calls.discardDeadLetters, { body: { ids } })).body.count).toBe(0)
    expect((await shop.refused(calls.replayDeadLetters, { body: { perSecond: 5 } })).status).toBe(422)
    expect((await shop.refused(calls.discardDeadLetters, { body: {} })).status).toBe(422)
  })

  it('are dead letters again when their replay fails, with one more replay, and audited', async () => {
    const { body } = await onCall.call(calls.replayDeadLetters, { body: { ids: ['op_dead'] } })
    expect(body).toEqual({ count: 1, hasMore: false, lastBeginsAt: expect.any(String) })
    const again = { replayOf: 'op_dead', replays: 1 }
    await eventually(async () => expect(await list(shop)).toMatchObject([again]))
    const audited = { audit: true, msg: 'dead letters replayed', keyId: ofOperator.body.id, count: 1 }
    expect(logLines('maintenance', stack)).toContainEqual(expect.objectContaining(audited))
  })

  it('are off the list once discarded, and audited', async () => {
    expect((await shop.call(calls.discardDeadLetters, { body: { kind: 'train' } })).body).toEqual({ count: 1 })
    expect(await list(shop)).toEqual([])
    expect((await list()).map(({ id }) => id)).toEqual(['op_other'])
    const audited = { audit: true, msg: 'dead letters discarded', tenantId: shop.id, count: 1 }
    expect(logLines('maintenance', stack)).toContainEqual(expect.objectContaining(audited))
  })
})
