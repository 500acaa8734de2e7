import { calls, type ErasureReceipt } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant, type TestTenant } from '../support/callers.ts'
import { ended } from '../support/ended.ts'
import { eventually } from '../support/eventually.ts'

const items = Array.from({ length: 30 }, (_, n) => ({ id: `tea-${n}`, title: `Tea ${n}`, text: `Tea from hill ${n}` }))
/** Each user walks through the items with a step of their own; zora's is like nobody else's. */
const steps: Readonly<Record<string, number>> = { ann: 1, bob: 2, cid: 3, zora: 11 }
const startMs = Date.now() - 40 * 86_400_000
const walk = Array.from({ length: 80 }, (_, n) =>
  Object.entries(steps).map(([userId, step]) => ({
    ...{ id: `${userId}-${n}`, type: 'view', userId, itemId: `tea-${(n * step) % 30}` },
    occurredAt: new Date(startMs + n * 3_600_000).toISOString(),
  })),
).flat()

async function shopWith(users: readonly string[]): Promise<TestTenant> {
  const shop = await newTenant({ plan: 'scale' })
  await shop.call(calls.putItems, { body: items })
  await shop.call(calls.postEvents, { body: walk.filter(({ userId }) => users.includes(userId)) })
  return shop
}

const people = [...Object.keys(steps), undefined]
const requests = people.flatMap((userId) =>
  items.slice(0, 3).map(({ id }) => ({ ...(userId && { userId }), recent: [id], limit: 30 })),
)

/**
 * By request and item, how likely it is, and how well it is found. All items are in each list, so that the moments of
 * two requests, whose difference changes a value by about a millionth, do not change what is in it.
 */
async function answersOf(shop: TestTenant) {
  const answers: Record<string, number> = {}
  for (const body of requests) {
    const { data } = (await shop.call(calls.predict, { body })).body
    for (const { itemId, probability = 0 } of data) answers[`${JSON.stringify(body)} ${itemId}`] = probability
  }
  for (const userId of people) {
    const { data } = (await shop.call(calls.search, { body: { q: 'tea', limit: 50, ...(userId && { userId }) } })).body
    for (const { itemId, score = 0 } of data) answers[`${userId} finds ${itemId}`] = score
  }
  return answers
}

function expectEqual(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): void {
  expect(Object.keys(one).toSorted()).toEqual(Object.keys(other).toSorted())
  for (const [request, value] of Object.entries(one))
    expect(Math.abs(value - (other[request] ?? 0)), request).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
}

const erase = async (shop: TestTenant, id = 'zora') => {
  const operation = await ended(shop, (await shop.call(calls.eraseUser, { params: { id } })).body)
  expect(operation).toMatchObject({ kind: 'eraseUser', state: 'succeeded', error: null })
  expect(JSON.stringify(operation)).not.toContain(id)
  return operation.result as ErasureReceipt
}

/** A refit that follows an erasure, or is asked for, has ended, and so has every reindex. */
const settled = (shop: TestTenant) =>
  eventually(async () => {
    const { data } = (await shop.call(calls.listRuns, { query: { limit: 50 } })).body
    expect(data.filter(({ finishedAt }) => finishedAt === null)).toEqual([])
  }, 60_000)

it('a tenant answers after an erasure as one that never had the user', async () => {
  const [shop, without] = [await shopWith(Object.keys(steps)), await shopWith(['ann', 'bob', 'cid'])]
  await ended(shop, (await shop.call(calls.createRun, { body: { kind: 'train', options: { tuneSeconds: 1 } } })).body)
  const before = await answersOf(shop)
  const receipt = await erase(shop)
  expect(receipt.removed).toMatchObject({ 'behaviour.events': 80, 'behaviour.event_ids': 80 })
  await settled(shop)
  for (const kind of ['refit', 'reindex'] as const)
    await ended(without, (await without.call(calls.createRun, { body: { kind } })).body)
  await eventually(async () => {
    const after = await answersOf(shop)
    expectEqual(after, await answersOf(without))
    expect(() => expectEqual(before, after)).toThrow()
  }, 30_000)
}, 120_000)

it('an export has every row of a user and nothing of others, and after an erasure nothing', async () => {
  const canary = 'canary-bird'
  const shop = await shopWith(['zora', 'bob'])
  const user = { userId: 'zora', sessionId: 'phone' }
  await shop.call(calls.postEvents, { body: { type: 'view', ...user, itemId: 'tea-1', context: { canary } } })
  await shop.call(calls.postEvents, { body: { type: canary, sessionId: 'phone', itemId: 'tea-2' } })
  const { receiptId, data } = (await shop.call(calls.search, { body: { q: 'tea', ...user } })).body
  await shop.call(calls.search, { body: { q: canary, ...user } })
  const itemId = data[0]?.itemId ?? ''
  await shop.call(calls.postFeedback, { body: { receiptId, itemId, signal: 'click' } })
  const params = { id: 'zora' }
  const linesOf = async () => {
    const { status, body } = await shop.call(calls.exportUser, { params })
    if (!('lines' in body)) throw new Error(`the export answered ${status}`)
    return body.lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  }
  const queriesOf = async () => (await shop.call(calls.listQueries)).body.data.map(({ query }) => query)
  // Searches are counted some seconds later.
  await eventually(async () => expect(await queriesOf()).toContain(canary), 20_000)
  const exported = await eventually(async () => {
    const found = await linesOf()
    expect(found.at(-1)).toMatchObject({
      end: true,
      rows: { 'behaviour.events': 82, 'learning.feedback': 1 },
    })
    expect(JSON.stringify(found)).toContain(`"query":"${canary}"`)
    return found
  }, 20_000)
  expect(exported[0]).toMatchObject({ format: 'inkling-user', version: 1, tenant: shop.id, user: 'zora' })
  for (const where of [`"canary":"${canary}"`, `"type":"${canary}"`]) expect(JSON.stringify(exported)).toContain(where)
  expect(JSON.stringify(exported)).not.toContain('"bob"')
  await erase(shop, 'zora')
  const after = await eventually(linesOf)
  expect(after.at(-1)).toMatchObject({ rows: { 'behaviour.events': 0, 'learning.receipts': 0, archive: 0 } })
  expect(await queriesOf()).not.toContain(canary)
})

it('a receipt proves what was erased, to those who know the user', async () => {
  const [shop, other] = [await shopWith(['zora', 'bob']), await shopWith(['zora', 'bob'])]
  const receipt = await erase(shop)
  const verify = async (by: TestTenant, id: string, body: ErasureReceipt) =>
    (await by.call(calls.verifyErasure, { params: { id }, body })).body
  expect(await verify(shop, 'zora', receipt)).toEqual({ isGenuine: true, isOfUser: true })
  expect(await verify(shop, 'bob', receipt)).toEqual({ isGenuine: true, isOfUser: false })
  expect(await verify(other, 'zora', receipt)).toEqual({ isGenuine: true, isOfUser: false })
  const forged = { ...receipt, removed: { ...receipt.removed, 'behaviour.events': 1 } }
  expect(await verify(shop, 'zora', forged)).toEqual({ isGenuine: false, isOfUser: true })
  const ofOther = (await other.call(calls.predict, { body: { userId: 'zora', limit: 5 } })).body.data
  expect(ofOther.length).toBeGreaterThan(0)
})

it('who comes back after an erasure starts anew, and a user of whom nothing is stored is erased, too', async () => {
  const shop = await shopWith(['zora', 'bob'])
  await erase(shop)
  await shop.call(calls.postEvents, { body: { type: 'view', userId: 'zora', itemId: 'tea-3' } })
  const second = await erase(shop)
  expect(second.removed).toMatchObject({ 'behaviour.events': 1 })
  expect((await erase(shop, 'nobody-yet')).removed).toMatchObject({ 'behaviour.events': 0 })
})

it('the audit log tells that a user was erased, and not who', async () => {
  const shop = await newTenant()
  await erase(shop)
  await eventually(async () => {
    const { data } = (await shop.call(calls.listAuditLog, { query: { action: 'user erased' } })).body
    expect(data).toHaveLength(1)
    expect(JSON.stringify(data)).not.toContain('zora')
  })
})
