import { calls, type ErasureReceipt } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant, type TestTenant } from '../support/callers.ts'
import { ended } from '../support/ended.ts'
import { eventually } from '../support/eventually.ts'

const items = Array.from({ length: 30 }, (_, n) => ({ id: `tea-${n}`, title: `Tea ${n}`, text: `Tea from hill ${n}` }))
/** Each user walks through the items with a step of their own; ada's is like nobody else's. */
const steps: Readonly<Record<string, number>> = { ann: 1, bob: 2, cid: 3, ada: 11 }
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
  items.slice(0, 10).map(({ id }) => ({ ...(userId && { userId }), recent: [id], limit: 10 })),
)

/** What a tenant answers, to the last digit that is no noise of the order of sums. */
async function answersOf(shop: TestTenant) {
  const round = (value: number | undefined) => value?.toPrecision(9)
  const predicted = []
  for (const body of requests) {
    const { data } = (await shop.call(calls.predict, { body })).body
    predicted.push(data.map(({ itemId, probability, score }) => [itemId, round(probability), round(score)]))
  }
  const found = []
  for (const userId of people) {
    const { data } = (await shop.call(calls.search, { body: { q: 'tea', ...(userId && { userId }) } })).body
    found.push(data.map(({ itemId, score }) => [itemId, round(score)]))
  }
  return { predicted, found }
}

const erase = async (shop: TestTenant, id = 'ada') => {
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

it('a tenant answers after an erasure as one that never had the user, before and after its models are built', async () => {
  const [shop, without] = [await shopWith(Object.keys(steps)), await shopWith(['ann', 'bob', 'cid'])]
  for (const body of [{ kind: 'train', options: { tuneSeconds: 1 } }, { kind: 'reindex' }] as const)
    await ended(shop, (await shop.call(calls.createRun, { body })).body)
  await eventually(async () =>
    expect((await answersOf(shop)).predicted).not.toEqual((await answersOf(without)).predicted),
  )

  const receipt = await erase(shop)
  expect(receipt.removed).toMatchObject({ 'behaviour.events': 80, 'behaviour.event_ids': 80 })
  await settled(shop)
  for (const kind of ['refit', 'reindex'] as const)
    await ended(without, (await without.call(calls.createRun, { body: { kind } })).body)
  await eventually(async () => expect(await answersOf(shop)).toEqual(await answersOf(without)), 30_000)
})

it('a receipt proves what was erased, to those who know the user', async () => {
  const [shop, other] = [await shopWith(['ada', 'bob']), await shopWith(['ada', 'bob'])]
  const receipt = await erase(shop)
  const verify = async (by: TestTenant, id: string, body: ErasureReceipt) =>
    (await by.call(calls.verifyErasure, { params: { id }, body })).body
  expect(await verify(shop, 'ada', receipt)).toEqual({ isGenuine: true, isOfUser: true })
  expect(await verify(shop, 'bob', receipt)).toEqual({ isGenuine: true, isOfUser: false })
  expect(await verify(other, 'ada', receipt)).toEqual({ isGenuine: true, isOfUser: false })
  const forged = { ...receipt, removed: { ...receipt.removed, 'behaviour.events': 1 } }
  expect(await verify(shop, 'ada', forged)).toEqual({ isGenuine: false, isOfUser: true })
  const ofOther = (await other.call(calls.predict, { body: { userId: 'ada', limit: 5 } })).body.data
  expect(ofOther.length).toBeGreaterThan(0)
})

it('who comes back after an erasure starts anew, and a user of whom nothing is stored is erased, too', async () => {
  const shop = await shopWith(['ada', 'bob'])
  await erase(shop)
  await shop.call(calls.postEvents, { body: { type: 'view', userId: 'ada', itemId: 'tea-3' } })
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
    expect(JSON.stringify(data)).not.toContain('ada')
  })
})
