import { join } from 'node:path'
import { openEngine, openPlace, restore, restoreTenant, takeBackup } from '@inkling/backup'
import { calls } from '@inkling/contracts'
import { requireBackupEngine } from '@inkling/local'
import { startTestStack } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { newTenant, type TestTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

requireBackupEngine()
const stack = await startTestStack({ ...stackEnvironment, POLL_MS: '200' }, { backups: true })
afterAll(() => stack.stop())
const place = await openPlace(join(stack.dataDir, 'backup'))

const tokenOf = ({ headers }: { readonly headers: Headers }) => ({
  'consistency-token': headers.get('consistency-token') ?? '',
})

/** What is done with a tenant, and what is seen of it. */
function use(tenant: TestTenant) {
  const putItems = (titles: Readonly<Record<string, string>>) =>
    tenant.call(calls.putItems, { body: Object.entries(titles).map(([id, title]) => ({ id, title })) })
  const visit = (sessionId: string, itemIds: readonly string[]) =>
    tenant.call(calls.postEvents, { body: itemIds.map((itemId) => ({ type: 'view', sessionId, itemId })) })
  return {
    putItems,
    visit,
    call: tenant.call,
    refused: tenant.refused,
    async train() {
      const run = { body: { kind: 'train', options: { tuneSeconds: 0 } } }
      const { id } = (await tenant.call(calls.createRun, run)).body
      await eventually(async () => {
        const { state } = (await tenant.call(calls.getOperation, { params: { id } })).body
        expect(state).toBe('succeeded')
      }, 30_000)
    },
    /** What each way of asking says after item `a`, and of the item `later`. */
    async seen(token: Readonly<Record<string, string>> = {}) {
      const headers = { headers: token }
      const ask = { recent: ['a'], limit: 20 }
      const predicted = await tenant.call(calls.predict, { body: ask, ...headers })
      const context = { itemIds: ['a'] }
      const suggested = await tenant.call(calls.suggest, { body: { context, limit: 20 }, ...headers })
      const found = await tenant.call(calls.search, { body: { q: 'zeppelin' }, ...headers })
      const { data: listed } = (await tenant.call(calls.listItems, headers)).body
      return {
        title: (await tenant.call(calls.getItem, { params: { id: 'a' }, ...headers })).body.title,
        listed: listed.map(({ id }) => id),
        predicted: ['b', 'later'].filter((id) => predicted.body.data.some(({ itemId }) => itemId === id)),
        suggested: suggested.body.data.map(({ itemId }) => itemId).includes('later'),
        found: found.body.data.map(({ itemId }) => itemId),
      }
    },
    async begin() {
      await putItems({ a: 'Apple', b: 'Bread', c: 'Cheese' })
      for (let n = 0; n < 6; n++) await visit(`early-${n}`, ['a', 'b', 'c'])
    },
    async change() {
      await putItems({ later: 'Zeppelin' })
      const { headers } = await tenant.call(calls.putItem, { params: { id: 'a' }, body: { title: 'Airship' } })
      for (let n = 0; n < 6; n++) await visit(`late-${n}`, ['a', 'later'])
      return headers.get('etag') ?? ''
    },
  }
}

async function serverMs(): Promise<number> {
  const sql = postgres(stack.ownerUrl, { max: 1 })
  const [row] = await sql<{ ms: number }[]>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as ms, pg_switch_wal()`.finally(() => sql.end())
  return row?.ms ?? 0
}

const before = {
  ...{ title: 'Apple', listed: ['a', 'b', 'c'], predicted: ['b'], suggested: false, found: [] },
}
const after = {
  ...{ title: 'Airship', listed: ['a', 'b', 'c', 'later'], predicted: ['b', 'later'], suggested: true },
  found: ['later'],
}

/** The worker takes the first backup of a new stack by itself. */
const backUp = () =>
  eventually(() => takeBackup({ engine: openEngine(place), repositories: [1], nowMs: Date.now }), 60_000)

it('a database that is restored to an earlier time is served as it was: no model, cache, token or tag knows better', async () => {
  const shop = use(await newTenant({ plan: 'scale' }, stack))
  await shop.begin()
  await shop.train()
  await eventually(async () => expect(await shop.seen()).toEqual(before))
  await backUp()
  const toMs = await serverMs()
  const etag = await shop.change()
  await shop.train()
  const lost = tokenOf(await shop.visit('last', ['a', 'later']))
  await eventually(async () => expect(await shop.seen(lost)).toEqual(after))
  await eventually(async () => expect(await shop.seen()).toEqual(after))
  await serverMs()

  // The services go on, with all that they know.
  await stack.postgres.stop()
  await restore(place, { toMs, nowMs: Date.now })
  await stack.postgres.start()
  await eventually(async () => expect(await shop.seen()).toEqual(before), 30_000)
  expect(await shop.seen()).toEqual(before)

  const { body } = await shop.call(calls.predict, { body: { recent: ['a'] }, headers: lost })
  expect(body.meta.degraded).toContain('consistency')
  const stale = { params: { id: 'a' }, body: { title: 'Ant' }, headers: { 'if-match': etag } }
  expect((await shop.refused(calls.putItem, stale)).status).toBe(412)

  await shop.change()
  const token = tokenOf(await shop.visit('again', ['a', 'later']))
  const predicted = await shop.call(calls.predict, { body: { recent: ['a'] }, headers: token })
  expect(predicted.body.meta.degraded ?? []).not.toContain('consistency')
  expect(predicted.body.data.map(({ itemId }) => itemId)).toContain('later')
  await eventually(async () => expect(await shop.seen()).toEqual(after))
}, 180_000)

it('a tenant that is restored to an earlier time is served as it was, and another one goes on', async () => {
  // Of a process that has not worked since the restore, the first transaction is refused.
  const owner = await eventually(() => newTenant({ plan: 'scale' }, stack))
  const [shop, other] = [use(owner), use(await newTenant({ plan: 'scale' }, stack))]
  for (const tenant of [shop, other]) {
    // The keys are new to the gateway, whose circuit may still be open after the outage.
    await eventually(() => tenant.putItems({ a: 'Apple' }), 30_000)
    await tenant.begin()
    await tenant.train()
    await eventually(async () => expect(await tenant.seen()).toEqual(before))
  }
  await backUp()
  const toMs = await serverMs()
  for (const tenant of [shop, other]) {
    await tenant.change()
    await eventually(async () => expect(await tenant.seen()).toEqual(after))
  }
  await serverMs()
  await restoreTenant(place, { tenantId: owner.id, toMs, database: 'inkling', nowMs: Date.now })
  await eventually(async () => expect(await shop.seen()).toEqual(before), 30_000)
  expect(await other.seen()).toEqual(after)
  const token = tokenOf(await other.visit('more', ['a', 'later']))
  expect(await other.seen(token)).toEqual(after)
  await shop.change()
  await eventually(async () => expect(await shop.seen()).toEqual(after))
}, 180_000)
