import { randomBytes } from 'node:crypto'
import { createScopedToken } from '@inkling/client'
import { calls, type Operation, type RunRequest } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import type { Api } from '../support/api.ts'
import { holderOf, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { openStream } from '../support/open-stream.ts'
import { type Found, searchStores } from '../support/search-stores.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({ ...stackEnvironment, LOG_LEVEL: 'trace' })
afterAll(() => stack.stop())
const admin = operator(stack)
const shop = await newTenant({ plan: 'scale' }, stack)

/** Stands in every id and text of the user, and nowhere else. */
const canary = `zq${randomBytes(8).toString('hex')}`
const userId = `${canary}-user`
const sessionId = `${canary}-session`
const archived = '2009-07'
const items = Array.from({ length: 70 }, (_, n) => ({ id: `tea-${n}`, title: `Tea ${n}`, text: `Tea from hill ${n}` }))

/** Copies and models, which an export leaves out because the rows that it has are all that is in them. */
const derived = new Set([
  ...['behaviour.event_ids', 'behaviour.snapshot_parts', 'behaviour.archives', 'catalog.search_queries'],
  ...['learning.states', 'learning.rankers', 'learning.ranker_versions', 'operations.cache'],
  ...['operations.idempotent_requests', 'operations.transfer_parts', 'control.erasures'],
])

async function succeeded({ id }: Operation, caller: Pick<Api, 'call'> = shop): Promise<Operation> {
  const operation = await eventually(async () => {
    const { body } = await caller.call(calls.getOperation, { params: { id } })
    expect(body.finishedAt).not.toBeNull()
    return body
  }, 120_000)
  expect(operation).toMatchObject({ state: 'succeeded', error: null })
  return operation
}
const run = async (body: RunRequest) => succeeded((await shop.call(calls.createRun, { body })).body)

const search = () => searchStores(stack, canary)

async function exported() {
  const { body, status } = await shop.call(calls.exportUser, { params: { id: userId } })
  if (!('lines' in body)) throw new Error(`the export answered ${status}`)
  return body.lines
    .trimEnd()
    .split('\n')
    .map((line): { store?: string; rows?: Record<string, number> } => JSON.parse(line))
}

/** Everybody's: other users too, so that models and counts stay. */
async function fill(): Promise<void> {
  await shop.call(calls.putItems, { body: items })
  const others = Array.from({ length: 40 }, (_, n) =>
    [0, 1, 2].map((at) => ({ type: 'view', userId: `other-${n}`, itemId: `tea-${(n + at) % 70}` })),
  )
  await shop.call(calls.postEvents, { body: others.flat() })
  await shop.call(calls.putScenario, { params: { id: 'ab' }, body: { explorationRate: 0, swapRate: 0 } })
  const rules = { control: { weights: { textSimilarity: 0 } }, treatment: { weights: { coOccurrence: 0 } } }
  const experiment = { name: 'Try ab', scenario: 'ab', design: 'ab', outcomeSeconds: 60, ...rules } as const
  await shop.call(calls.createExperiment, { body: experiment })
}

/** All that a user does, or what is done in a user's name. */
async function live(): Promise<void> {
  const person = { userId, sessionId }
  const event = (n: number, own: object = {}) => ({ type: 'view', ...person, itemId: `tea-${n % 70}`, ...own })
  const context = { [`${canary}-field`]: `${canary} value` }
  const headers = { 'idempotency-key': `${canary}-request` }
  const first = event(1, { id: `${canary}-event`, type: `${canary}-type`, context })
  await shop.call(calls.postEvents, { body: first, headers })
  await shop.call(calls.postEvents, { body: [event(2), { type: 'view', sessionId, itemId: 'tea-3' }] })
  const crawl = items.map(({ id }, n) => ({
    ...{ type: 'view', userId, sessionId: `${canary}-crawl`, itemId: id },
    occurredAt: new Date(Date.now() - 86_400_000 + n * 1_000).toISOString(),
  }))
  await shop.call(calls.postEvents, { body: crawl })
  const old = [1, 2].map((day) =>
    event(day, { id: `${canary}-old-${day}`, occurredAt: `${archived}-0${day}T12:00:00Z` }),
  )
  await shop.call(calls.postEvents, { body: old })
  const month = { body: { months: [archived], dryRun: false } }
  await succeeded((await admin.call(calls.archiveEvents, month)).body, admin)

  await shop.call(calls.predict, { body: { ...person, recent: ['tea-1'], explain: true } })
  await shop.call(calls.getSpeculationRules, { query: { ...person, minProbability: 0 } })
  const { body: found } = await shop.call(calls.search, { body: { q: 'tea', ...person } })
  await shop.call(calls.search, { body: { q: `${canary} query`, ...person } })
  await shop.call(calls.searchByQuery, { query: { q: `${canary} other query`, userId } })
  await shop.call(calls.completeQuery, { query: { q: canary } })
  const asked = { ...person, context: { itemIds: ['tea-1'], query: `${canary} context` }, explain: true }
  await shop.call(calls.suggest, { body: asked })
  const { body: advised } = await shop.call(calls.suggest, { body: { ...asked, scenario: 'ab' } })
  for (const [{ receiptId, data }, signal] of [
    [found, 'click'],
    [advised, 'dismiss'],
  ] as const) {
    const itemId = data[0]?.itemId ?? ''
    await shop.call(calls.getReceipt, { params: { id: receiptId } })
    await shop.call(calls.postFeedback, { body: { receiptId, itemId, signal } })
    await shop.call(calls.postEvents, { body: event(4, { itemId, receiptId }) })
  }
  const browser = holderOf(await createScopedToken(shop.key, { userId }), stack)
  await browser.call(calls.predict, { body: { recent: ['tea-2'] } })
  const topics = ['predictions', 'suggestions:-'].map((topic): [string, string] => ['topic', `${topic}:user:${userId}`])
  const stream = await openStream(shop.key, { url: stack.url, query: topics })
  await stream.nth('prediction')
  await shop.call(calls.postEvents, { body: event(5) })
  await stream.nth('prediction', 2)
  stream.close()
  // What goes wrong must not be remembered either.
  await shop.refused(calls.search, { body: { q: canary, userId, limit: -1, filter: `${canary} = ` } })
  await shop.refused(calls.getReceipt, { params: { id: `rcp_${canary}` } })
  await shop.refused(calls.getOperation, { params: { id: `${canary}' or 1=1 --` } })
  await fetch(`${stack.url}/${canary}/../${userId}?q=${canary}`, { headers: { 'user-agent': canary, referer: canary } })
  await run({ kind: 'train', options: { tuneSeconds: 1 } })
}

let before: Found
it('an export has every table that holds something of a user; no log, span or file has it', async () => {
  await fill()
  await live()
  const stored = ['behaviour.events', 'learning.receipts', 'learning.feedback', 'learning.experiment_units']
  // Answers, feedback and counts are written some seconds later.
  before = await eventually(async () => {
    const found = await search()
    expect(Object.keys(found.tables)).toEqual(
      expect.arrayContaining([...stored, 'learning.robot_sessions', 'catalog.search_queries']),
    )
    return found
  }, 60_000)
  const lines = await exported()
  const stores = new Set(lines.flatMap(({ store }) => (store === undefined ? [] : [store])))
  const personal = Object.keys(before.tables).filter((table) => !derived.has(table))
  expect(personal.filter((table) => !stores.has(table))).toEqual([])
  expect([...stores]).toContain('archive')
  expect(before.files.filter((path) => !path.includes('/archive/'))).toEqual([])
}, 240_000)

it('after an erasure nothing of a user is in any table, Redis, log, span, file or archive', async () => {
  expect(before.files.length, 'the archive had it').toBeGreaterThan(0)
  await succeeded((await shop.call(calls.eraseUser, { params: { id: userId } })).body)
  await eventually(async () => {
    const { data } = (await shop.call(calls.listRuns, { query: { limit: 50 } })).body
    expect(data.filter(({ finishedAt }) => finishedAt === null)).toEqual([])
    expect(await search()).toEqual({ tables: {}, keys: [], files: [] })
  }, 120_000)
  expect((await exported()).at(-1)?.rows).toMatchObject({ 'behaviour.events': 0, archive: 0 })
}, 240_000)
