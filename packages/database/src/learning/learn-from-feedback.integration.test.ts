import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { insertEvents } from '../behaviour/events.ts'
import { createDatabase } from '../client/create-database.ts'
import { insertFeedback } from './feedback.ts'
import { type Learned, learnFromFeedback, type ShownFeedback } from './learn-from-feedback.ts'
import { forgetTaught } from './personal.ts'
import { listVersions, restoreVersion } from './ranker-versions.ts'
import { type Ranker, readRankingBasis } from './rankers.ts'
import type { Receipt } from './receipt.ts'
import { ReceiptWriter } from './receipts.ts'
import { deleteScenario, maxScenarios, putScenario } from './scenarios.ts'
import { readShown } from './shown-items.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 4 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), prediction.close(), owner.close()]))

const details = { scores: [[1], [0]] }
const createHome = (tenantId: string) =>
  database.background(tenantId).transaction(
    'create home',
    (sql) => sql`insert into learning.scenarios (tenant_id, id, settings) values (${tenantId}, 'home', '{}')
      on conflict do nothing`,
  )
async function answer(tenantId: string, id: string, own: Partial<Receipt> = {}) {
  await createHome(tenantId)
  const writer = new ReceiptWriter(database, { warn: () => {} })
  const answered = { kind: 'suggestion', itemIds: ['a', 'b'], scores: [1, 1], epoch: 1, details } as const
  writer.add({ tenantId, id, userId: 'ann', sessionId: undefined, scenario: 'home', ...answered, ...own })
  await writer.close()
}
type Signal = Parameters<typeof insertFeedback>[1][number]['signal']
const tell = (tenantId: string, receiptId: string, itemId = 'a', signal: Signal = 'click') =>
  insertFeedback(database.background(tenantId), [{ receiptId, itemId, signal }])

interface Counted {
  readonly count: number
}
/** A learner that counts. The weight of a moves with each feedback, so that every version is notable. */
function counting(rankers: readonly Ranker<Counted>[], feedback: readonly ShownFeedback[]): Learned<Counted> {
  const before = rankers.find(({ scenario }) => scenario === 'home')?.state.count ?? 0
  const count = before + feedback.length
  const weights = { a: count, b: 1 }
  const outcomes = feedback.map(({ itemId, atMs }) => ({ itemId, atMs, clicks: 1, dismissals: 0, expected: 0.5 }))
  const start = { scenario: 'home', weights: { a: 0, b: 1 }, state: { count: 0 }, cases: 0 }
  return {
    starts: before === 0 ? [start] : [],
    rankers: [{ scenario: 'home', weights, state: { count }, cases: count }],
    outcomes: outcomes.slice(0, 1),
  }
}
const learnOnce = (tenantId: string, learn = counting) => learnFromFeedback(database.background(tenantId), learn)
/** Until nothing is left: a visit leaves what transactions that are still open may have written. */
async function learnAll(tenantId: string) {
  let learned = 0
  for (let pass = await learnOnce(tenantId); ; pass = await learnOnce(tenantId)) {
    learned += pass.feedback
    if (!pass.hasMore) return learned
  }
}
const countOf = async (tenantId: string) =>
  (await readRankingBasis<Counted>(database.background(tenantId))).rankers.find(({ scenario }) => scenario === 'home')
    ?.state.count ?? 0

describe('learnFromFeedback', () => {
  it('gives the learner each feedback once, with what its receipt says', async () => {
    await answer('shop', 'r1')
    await answer('other', 'r1')
    await tell('shop', 'r1')
    const seen: ShownFeedback[] = []
    const pass = await learnOnce('shop', (rankers, feedback) => {
      seen.push(...feedback)
      return counting(rankers, feedback)
    })
    expect(pass).toMatchObject({ feedback: 1, clicks: 0, waiting: 0, hasMore: false, moved: ['home'] })
    expect(seen).toEqual([
      {
        xid: expect.any(String),
        seq: expect.any(BigInt),
        receiptId: 'r1',
        isCounted: false,
        itemId: 'a',
        signal: 'click',
        atMs: expect.any(Number),
        kind: 'suggestion',
        answeredMs: expect.any(Number),
        earlier: [],
        scenario: 'home',
        itemIds: ['a', 'b'],
        userId: 'ann',
        sessionId: null,
        details,
        horizon: expect.any(String),
      },
    ])
    expect(await learnOnce('shop')).toMatchObject({ feedback: 0, hasMore: false })
    expect(await countOf('shop')).toBe(1)
    expect(await countOf('other')).toBe(0)
  })

  it('learns what was forgotten again from the first feedback, and counts it no second time', async () => {
    for (const n of [1, 2, 3]) {
      await answer('again', `r${n}`)
      await tell('again', `r${n}`)
      await learnAll('again')
    }
    const clicked = () =>
      owner.platform(
        { name: 'look' },
        (sql) => sql`
          select sum(clicked)::int as clicked, sum(clicks_at_1)::int as first from learning.answers
          where tenant_id = 'again'`,
      )
    const outcomes = async () => (await readRankingBasis<Counted>(database.background('again'))).outcomes
    expect(await countOf('again')).toBe(3)
    expect(await clicked()).toEqual([{ clicked: 3, first: 3 }])
    await database.background('again').transaction('forget', (sql) => forgetTaught(sql, 'again'))
    expect([await countOf('again'), await outcomes()]).toEqual([0, []])
    await answer('again', 'r4')
    await tell('again', 'r4')
    expect(await learnAll('again')).toBe(4)
    expect(await countOf('again')).toBe(4)
    expect(await clicked()).toEqual([{ clicked: 4, first: 4 }])
  })

  it('processes that learn at the same time count every feedback once', async () => {
    for (let n = 0; n < 20; n++) await answer('crowd', `r${n}`)
    const work = Array.from({ length: 20 }, async (_, n) => {
      await tell('crowd', `r${n}`)
      await learnOnce('crowd')
    })
    await Promise.all(work)
    await learnAll('crowd')
    expect(await countOf('crowd')).toBe(20)
  })

  it('a learner that fails stores nothing, and its feedback is learned the next time', async () => {
    await answer('crash', 'r1')
    await tell('crash', 'r1')
    const broken = () => {
      throw new Error('killed in the middle')
    }
    await expect(learnOnce('crash', broken)).rejects.toThrow('killed in the middle')
    expect(await countOf('crash')).toBe(0)
    expect(await learnOnce('crash')).toMatchObject({ feedback: 1 })
  })

  it('feedback on predictions and searches, and on items that were not shown, is passed over', async () => {
    await answer('kinds', 'r1', { kind: 'search' })
    await answer('kinds', 'r2', { details: undefined as never })
    for (const id of ['r1', 'r2']) await tell('kinds', id)
    expect(await learnOnce('kinds')).toMatchObject({ feedback: 0 })
  })

  it('feedback that came before its receipt is learned once the receipt is there', async () => {
    await tell('early', 'r1')
    expect(await learnOnce('early')).toMatchObject({ feedback: 0, waiting: 1 })
    await answer('early', 'r1')
    expect(await learnAll('early')).toBe(1)
    expect(await learnOnce('early')).toMatchObject({ waiting: 0 })
  })

  it('learns nothing for a tenant that is being erased', async () => {
    await answer('leaving', 'r1')
    await tell('leaving', 'r1')
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`
        insert into control.tenants (id, name, plan, status) values ('leaving', '', 'starter', 'deleting')`,
    )
    expect(await learnOnce('leaving')).toMatchObject({ feedback: 0 })
    expect((await readRankingBasis(database.background('leaving'))).rankers).toEqual([])
  })
})

describe('events on suggested items', () => {
  let events = 0
  const use = (tenantId: string, own: object, agoMs = 0) =>
    insertEvents(prediction.background(tenantId), [
      {
        id: `e${events++}`,
        hasOwnId: false,
        type: 'view',
        itemId: 'a',
        occurredAt: new Date(Date.now() - agoMs).toISOString(),
        ...own,
      },
    ])
  /** Events before the first visit are no clicks, because nothing was suggested then. */
  const begin = (tenantId: string) => learnOnce(tenantId)
  /** Five seconds pass, after which the receipts of what the events followed are stored. */
  const settle = (tenantId: string) =>
    owner.platform(
      { name: 'wait' },
      (sql) => sql`
        update behaviour.events set received_at = received_at - interval '5 seconds' where tenant_id = ${tenantId}`,
    )
  const minuteMs = 60_000

  it.each([
    ['by the user', { userId: 'ann' }],
    ['by the session', { sessionId: 's' }],
    ['that names the receipt', { userId: 'someone else', receiptId: 'r1' }],
  ])('a use %s within half an hour is a click', async (how, own) => {
    const tenantId = `use ${how}`
    await begin(tenantId)
    await answer(tenantId, 'r1', { sessionId: 's', atMs: Date.now() - 29 * minuteMs })
    await use(tenantId, own)
    await settle(tenantId)
    expect(await learnOnce(tenantId)).toMatchObject({ clicks: 1, hasEarly: false, hasMore: true })
    expect(await learnAll(tenantId)).toBe(1)
  })

  it.each([
    ['later than half an hour', { userId: 'ann' }, 31],
    ['of an item that was not shown', { userId: 'ann', itemId: 'c' }, 1],
    ['by somebody else', { userId: 'bob' }, 1],
    ['before the answer', { userId: 'ann' }, -5],
  ])('a use %s is no click', async (how, own, afterMinutes) => {
    const tenantId = `no use ${how}`
    await begin(tenantId)
    await answer(tenantId, 'r1', { atMs: Date.now() - Math.max(0, afterMinutes) * minuteMs })
    await use(tenantId, own, afterMinutes < 0 ? -afterMinutes * minuteMs : 0)
    await settle(tenantId)
    expect(await learnAll(tenantId)).toBe(0)
  })

  it('a click that was reported is not counted again, and the newest answer gets the click', async () => {
    await begin('twice')
    await answer('twice', 'older', { atMs: Date.now() - 2 * minuteMs })
    await answer('twice', 'newer', { atMs: Date.now() - minuteMs })
    await tell('twice', 'newer')
    await use('twice', { userId: 'ann' })
    await use('twice', { userId: 'ann' })
    await settle('twice')
    expect(await learnAll('twice')).toBe(1)
  })

  it.each([
    ['of a user', { userId: 'ann' }],
    ['that names the receipt', { userId: 'ann', receiptId: 'r1' }],
  ])('an event %s that is stored before the receipt is one click, also if it is sent again', async (how, own) => {
    const tenantId = `early ${how}`
    await begin(tenantId)
    const sentTwice = { ...own, id: `early ${how}`, hasOwnId: true }
    const atMs = Date.now() - 50
    await use(tenantId, sentTwice)
    expect(await learnOnce(tenantId)).toMatchObject({ clicks: 0, hasEarly: true, hasMore: false })
    await answer(tenantId, 'r1', { atMs })
    expect(await learnOnce(tenantId)).toMatchObject({ clicks: 0, hasEarly: true, hasMore: false })
    await use(tenantId, sentTwice)
    await use(tenantId, own)
    await settle(tenantId)
    expect(await learnOnce(tenantId)).toMatchObject({ clicks: 1, hasEarly: false })
    expect(await learnAll(tenantId)).toBe(1)
    expect(await learnOnce(tenantId)).toMatchObject({ clicks: 0, hasEarly: false })
  })

  it('an event that a long transaction holds back is waited for', async () => {
    await begin('held')
    await answer('held', 'r1')
    await owner.platform({ name: 'long' }, async (sql) => {
      await sql`select pg_current_xact_id()`
      await use('held', { userId: 'ann' })
      expect(await learnOnce('held')).toMatchObject({ clicks: 0, hasEarly: true })
    })
    await settle('held')
    expect(await learnOnce('held')).toMatchObject({ clicks: 1, hasEarly: false })
  })

  it('an event goes to the newest answer although the receipt of an older one was stored first', async () => {
    await begin('newest')
    await answer('newest', 'older', { atMs: Date.now() - minuteMs })
    await use('newest', { userId: 'ann' }, minuteMs / 2)
    await settle('newest')
    await use('newest', { userId: 'ann' })
    expect(await learnOnce('newest')).toMatchObject({ clicks: 1, hasEarly: true })
    await answer('newest', 'newer', { atMs: Date.now() - 100 })
    await settle('newest')
    expect(await learnOnce('newest')).toMatchObject({ clicks: 1, hasEarly: false })
    expect(await learnAll('newest')).toBe(1)
  })
})

describe('the history of weights', () => {
  it('any version comes back as the newest one, and learning goes on from it', async () => {
    const tenant = database.background('history')
    for (const id of ['r1', 'r2', 'r3']) {
      await answer('history', id)
      await tell('history', id)
      await learnOnce('history')
    }
    const list = (own = {}) => listVersions(tenant, { scenario: 'home', limit: 9, ...own })
    expect((await list()).map(({ version, cases }) => [version, cases])).toEqual([
      [3, 3],
      [2, 2],
      [1, 1],
      [0, 0],
    ])
    expect((await list({ before: 3, limit: 1 })).map(({ version }) => version)).toEqual([2])
    expect(await restoreVersion(tenant, { scenario: 'home', version: 1 })).toMatchObject({
      version: 4,
      cause: 'restored',
      weights: { a: 1, b: 1 },
    })
    expect(await countOf('history')).toBe(1)
    expect((await list())[0]).toMatchObject({ version: 4, cause: 'restored', cases: 1 })
    await tell('history', 'r1', 'b')
    await learnOnce('history')
    expect(await countOf('history')).toBe(2)
  })

  it('a version that there is not, or that another tenant has, cannot be restored', async () => {
    const restore = (tenantId: string, version: number, scenario = 'home') =>
      restoreVersion(database.background(tenantId), { scenario, version })
    expect(await restore('history', 99)).toBeUndefined()
    expect(await restore('history', 1, 'cart')).toBeUndefined()
    expect(await restore('stranger', 1)).toBeUndefined()
  })

  it('small changes within an hour make no version', async () => {
    const tenant = database.background('still')
    const still = () => ({
      starts: [],
      rankers: [{ scenario: 'home', weights: { a: 1, b: 1.01 }, state: { count: 0 }, cases: 1 }],
      outcomes: [],
    })
    for (const id of ['r1', 'r2', 'r3']) {
      await answer('still', id)
      await tell('still', id)
      await learnOnce('still', still)
    }
    expect(await listVersions(tenant, { scenario: 'home', limit: 9 })).toHaveLength(1)
  })
})

it('what items did adds up and fades by half in 30 days', async () => {
  for (const id of ['r1', 'r2']) {
    await answer('items', id)
    await tell('items', id)
    await learnOnce('items')
  }
  const read = async () => (await readRankingBasis(database.background('items'))).outcomes
  expect(await read()).toEqual([
    { itemId: 'a', clicks: expect.closeTo(2, 3), dismissals: 0, expected: expect.closeTo(1, 3) },
  ])
  await owner.platform(
    { name: 'wait' },
    (sql) => sql`update learning.item_outcomes set at = at - interval '30 days' where tenant_id = 'items'`,
  )
  expect(await read()).toMatchObject([{ clicks: expect.closeTo(1, 3), expected: expect.closeTo(0.5, 3) }])
  await answer('items', 'r3')
  await tell('items', 'r3')
  await learnOnce('items')
  expect(await read()).toMatchObject([{ clicks: expect.closeTo(2, 3) }])
})

it('a tenant has its own scenarios, at most 100, and deleting one forgets what it learned', async () => {
  const tenant = database.background('places')
  expect(await putScenario(tenant, 'home', { diversity: 0.5 })).toMatchObject({ isNew: true, scenario: { id: 'home' } })
  expect(await putScenario(tenant, 'home', { diversity: 0.2 })).toMatchObject({ isNew: false })
  await answer('places', 'r1')
  await tell('places', 'r1')
  await learnOnce('places')
  const basis = () => readRankingBasis(tenant)
  expect((await basis()).scenarios).toMatchObject([{ id: 'home', diversity: 0.2 }])
  expect((await readRankingBasis(database.background('elsewhere'))).scenarios).toEqual([])
  expect(await deleteScenario(database.background('elsewhere'), 'home')).toBe(false)
  expect(await deleteScenario(tenant, 'home')).toBe(true)
  expect((await basis()).rankers.map(({ scenario }) => scenario)).toEqual([''])
  expect(await listVersions(tenant, { scenario: 'home', limit: 9 })).toEqual([])
  await tell('places', 'r1', 'b')
  expect(await learnAll('places')).toBe(0)
  expect((await basis()).rankers.map(({ scenario }) => scenario)).toEqual([''])
  for (let n = 0; n < maxScenarios; n++) await putScenario(tenant, `s${n}`, {})
  expect(await putScenario(tenant, 'one too many', {})).toBeUndefined()
  expect(await putScenario(tenant, 's5', { diversity: 1 })).toMatchObject({ isNew: false })
})

it('knows what a placement has shown a user or session in the last minutes', async () => {
  await answer('shown', 'r1', { sessionId: 's', itemIds: ['a'] })
  await answer('shown', 'r2', { userId: undefined, sessionId: 's', itemIds: ['b'], atMs: Date.now() - 120_000 })
  await answer('shown', 'r3', { scenario: 'cart', itemIds: ['c'] })
  const shown = (who: object, minutes: number) => readShown(database.background('shown'), who, 'home', minutes)
  expect(await shown({ userId: 'ann' }, 5)).toEqual(['a'])
  expect((await shown({ sessionId: 's' }, 5)).toSorted()).toEqual(['a', 'b'])
  expect(await shown({ sessionId: 's' }, 1)).toEqual(['a'])
  expect(await shown({ userId: 'bob' }, 5)).toEqual([])
})
