import { createScopedToken } from '@inkling/client'
import { calls, pseudonymPattern } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { holderOf, newTenant, type TestTenant } from '../support/callers.ts'
import { ended } from '../support/ended.ts'
import { eventually } from '../support/eventually.ts'
import { openStream } from '../support/open-stream.ts'
import { startOtlpCollector } from '../support/otlp-collector.ts'
import { searchStores } from '../support/search-stores.ts'
import { stackEnvironment } from '../support/stack-environment.ts'
import { startTokenIssuer } from '../support/token-issuer.ts'

const [collector, login] = await Promise.all([startOtlpCollector(), startTokenIssuer()])
const stack = await startTestStack({ ...stackEnvironment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
afterAll(async () => {
  await stack.stop()
  await Promise.all([collector.stop(), login.close()])
})

const items = ['tea', 'pot', 'cup'].map((id) => ({ id, title: `A ${id}` }))
const view = (userId: string, itemId = 'tea') => ({ type: 'view', userId, itemId })
const spans = async () => JSON.stringify(await (await fetch(`${collector.url}/spans`)).json())

/** The user whom the answer with this receipt was for. */
const userOf = (shop: TestTenant, receiptId: string) =>
  eventually(async () => {
    const { userId } = (await shop.call(calls.getReceipt, { params: { id: receiptId } })).body
    expect(userId).toBeDefined()
    return userId ?? ''
  }, 30_000)
const pseudonymOf = async (shop: TestTenant, userId: string) =>
  userOf(shop, (await shop.call(calls.predict, { body: { userId } })).body.receiptId)

async function newShop(): Promise<TestTenant> {
  const shop = await newTenant({ plan: 'scale' }, stack)
  await shop.call(calls.putItems, { body: items })
  await shop.call(calls.putPseudonymKey)
  // The gateway that answered knows within 250 ms.
  await eventually(async () => expect(await pseudonymOf(shop, 'somebody')).toMatch(pseudonymPattern))
  return shop
}

const linesOf = async (shop: TestTenant, id: string) => {
  const { body } = await shop.call(calls.exportUser, { params: { id } })
  if (!('lines' in body)) throw new Error('the export is an operation')
  return body.lines.trimEnd()
}
const eventsOf = async (shop: TestTenant, id: string): Promise<number> =>
  JSON.parse((await linesOf(shop, id)).split('\n').at(-1) ?? '').rows['behaviour.events']

it('an id of a user is in no table, Redis, log or span of a tenant with pseudonyms', async () => {
  const shop = await newShop()
  const canary = 'canaryperson'
  const ada = `${canary} / ünï?&`
  const ndjson = { 'content-type': 'application/x-ndjson' }
  await shop.call(calls.postEvents, { body: view(ada), headers: { 'idempotency-key': 'one' } })
  await shop.call(calls.postEvents, { body: [view(ada, 'pot'), view(`${canary}-bob`)] })
  const lines = [JSON.stringify(view(ada, 'cup')), `{"userId": "${canary}`, JSON.stringify(view(`${canary}-cid`))]
  const mixed = await shop.call(calls.postEvents, { body: lines.join('\n'), headers: ndjson })
  expect(mixed.body).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'malformed_json' }] })
  const escaped = JSON.stringify(view(ada)).replace('"userId"', '"user\\u0049d"')
  await shop.call(calls.postEvents, { body: escaped })
  expect((await shop.refused(calls.postEvents, { body: `{"userId": "${canary}",` })).body.code).toBe('malformed_json')
  expect((await shop.refused(calls.predict, { body: { userId: canary.padEnd(300, '-') } })).status).toBe(422)

  const asked = [
    await shop.call(calls.predict, { body: { userId: ada } }),
    await shop.call(calls.suggest, { body: { userId: ada, context: { itemIds: ['tea'] } } }),
    await shop.call(calls.search, { body: { q: 'tea', userId: ada } }),
    await shop.call(calls.searchByQuery, { query: { q: 'tea', userId: ada, limit: 3 } }),
  ]
  const users = await Promise.all(asked.map(({ body }) => userOf(shop, body.receiptId)))
  expect([...new Set(users)]).toEqual([expect.stringMatching(pseudonymPattern)])
  await shop.call(calls.getSpeculationRules, { query: { userId: ada } })
  const [first] = asked.map(({ body }) => body)
  await shop.call(calls.postFeedback, { body: { receiptId: first?.receiptId, itemId: 'tea', signal: 'click' } })

  const own = holderOf(await createScopedToken(shop.key, { userId: ada }), stack)
  const issuer = { issuer: login.url, audience: 'inkling', jwksUrl: login.url, scopes: ['predictions:read'] }
  await shop.call(calls.putTokenIssuer, { params: { id: 'login' }, body: issuer })
  const signed = holderOf(await login.sign({ tenant: shop.id, userId: ada }), stack)
  for (const holder of [own, signed]) {
    const { receiptId } = (await eventually(() => holder.call(calls.predict, { body: {} }))).body
    expect(await userOf(shop, receiptId)).toBe(users[0])
    expect((await holder.attempt(calls.predict, { body: { userId: ada } })).status).toBe(200)
    const other = await holder.refused(calls.predict, { body: { userId: `${canary}-bob` } })
    expect(other.body.code).toBe('forbidden_user')
  }

  const stream = await openStream(shop.key, { url: stack.url })
  stream.subscribe(`predictions:user:${ada}`)
  expect(await stream.nth('prediction')).toMatchObject({ topic: `predictions:user:${users[0]}` })
  await shop.call(calls.postEvents, { body: view(ada, 'pot') })
  await stream.nth('prediction', 2)
  stream.close()

  expect(await eventsOf(shop, ada)).toBe(5)
  expect(await linesOf(shop, ada)).not.toContain(canary)
  expect(await eventsOf(shop, users[0] ?? ''), 'a pseudonym stands for itself').toBe(5)
  const erased = await ended(shop, (await shop.call(calls.eraseUser, { params: { id: `${canary}-bob` } })).body)
  expect(erased.result).toMatchObject({ removed: { 'behaviour.events': 1 } })

  const plain = await newTenant({}, stack)
  const other = 'canaryother'
  await plain.call(calls.postEvents, { body: view(other) })
  await eventually(async () => expect((await searchStores(stack, other)).tables).toHaveProperty(['behaviour.events']))
  // Receipts, counts and spans are written some seconds later.
  await eventually(async () => expect(await spans()).toContain(shop.id), 30_000)
  const known = async () => (await searchStores(stack, users[0] ?? '')).tables
  await eventually(async () => expect(await known()).toHaveProperty(['learning.receipts']), 30_000)
  expect(await searchStores(stack, canary)).toEqual({ tables: {}, keys: [], files: [] })
  expect(await spans()).not.toContain(canary)
}, 180_000)

it('a destroyed key links no id to what was stored, and a new one takes its place', async () => {
  const shop = await newShop()
  await shop.call(calls.postEvents, { body: [view('ada'), view('ada', 'pot')] })
  const before = await pseudonymOf(shop, 'ada')
  expect(await eventsOf(shop, 'ada')).toBe(2)
  const { createdAt } = (await shop.call(calls.getPseudonymKey)).body
  expect((await shop.call(calls.putPseudonymKey)).body, 'a key that exists stays').toEqual({ createdAt })
  expect(await pseudonymOf(shop, 'ada')).toBe(before)

  expect((await shop.call(calls.deletePseudonymKey)).status).toBe(204)
  await eventually(async () => expect(await pseudonymOf(shop, 'ada')).not.toBe(before))
  expect(await pseudonymOf(shop, 'ada')).toMatch(pseudonymPattern)
  expect((await shop.call(calls.getPseudonymKey)).body.createdAt).not.toBe(createdAt)
  expect(await eventsOf(shop, 'ada')).toBe(0)
  expect(await eventsOf(shop, before), 'what is stored stays, and is about nobody').toBe(2)
  await eventually(async () => {
    const { data } = (await shop.call(calls.listAuditLog)).body
    const done = data.map(({ action }) => action).filter((action) => action.startsWith('pseudonym'))
    expect(done).toEqual(['pseudonym key destroyed', 'pseudonym key created'])
  })
}, 120_000)

it('a user has another pseudonym in each tenant', async () => {
  const [one, other] = [await newShop(), await newShop()]
  expect(await pseudonymOf(one, 'ada')).not.toBe(await pseudonymOf(other, 'ada'))
}, 120_000)

it('refuses pseudonyms for a tenant whose users would become others, and a key that may not ask for them', async () => {
  const shop = await newTenant({}, stack)
  expect((await shop.refused(calls.getPseudonymKey)).status).toBe(404)
  expect((await shop.refused(calls.deletePseudonymKey)).status).toBe(404)
  await shop.call(calls.postEvents, { body: view('ada') })
  expect((await shop.refused(calls.putPseudonymKey)).body).toMatchObject({ status: 409, code: 'conflict' })
  const { key } = (await shop.call(calls.createOwnKey, { body: { name: 'pages', scopes: ['events:write'] } })).body
  expect((await holderOf(key, stack).refused(calls.putPseudonymKey)).body.code).toBe('forbidden_scope')
})
