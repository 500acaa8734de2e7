import { type Call, calls, publishableScopes } from '@inkling/contracts'
import { expect, it } from 'vitest'
import type { Input } from '../support/api.ts'
import { holderOf, isForOperators, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { logLines } from '../support/log-lines.ts'
import { sharedStack } from '../support/shared-stack.ts'

const shop = await newTenant()
const refusing = { consent: 'none' }
const walk = (name: string) =>
  ['a', 'b', 'c', 'd'].map((itemId) => ({ type: 'view', userId: name, sessionId: `${name}-1`, itemId }))
for (const name of ['ann', 'bob', 'cem', 'dia']) await shop.call(calls.postEvents, { body: walk(name) })
await shop.call(calls.putItems, { body: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: `Page ${id}` })) })

const headersAfter = async () => {
  const { headers } = await shop.call(calls.postEvents, { body: { type: 'view', userId: 'other', itemId: 'd' } })
  return { 'consistency-token': headers.get('consistency-token') ?? '' }
}
const listOf = async (call: Call, input: Input) => {
  const { body } = await shop.attempt(call, { ...input, headers: { ...(await headersAfter()), ...input.headers } })
  return (body as { data: { itemId: string }[] }).data.map(({ itemId }) => itemId)
}

it('stores no event of a user who refuses consent, and counts it as ignored', async () => {
  const body = [
    { type: 'view', userId: 'priv', itemId: 'a' },
    { type: 'view', itemId: 'nobody' },
  ]
  const { body: answer } = await shop.call(calls.postEvents, { body, headers: refusing })
  expect(answer).toMatchObject({ accepted: 0, duplicates: 0, ignored: 1, rejected: [{ index: 1 }] })
  const known = await listOf(calls.predict, { body: { userId: 'priv' } })
  expect(known).toEqual(await listOf(calls.predict, { body: { userId: 'nobody' } }))
})

it.each([
  ['predictions', calls.predict, { userId: 'ann', sessionId: 'ann-1' }, {}],
  ['suggestions', calls.suggest, { userId: 'ann', sessionId: 'ann-1', context: {} }, { context: {} }],
  ['search', calls.search, { q: 'page', userId: 'ann', sessionId: 'ann-1' }, { q: 'page' }],
] as const)('%s for a user who refuses consent are those of an unknown user', async (_name, call, known, unknown) => {
  const refused = await listOf(call, { body: known, headers: refusing })
  expect(refused).toEqual(await listOf(call, { body: unknown }))
})

it('keeps no receipt and no query of a user who refuses consent', async () => {
  const tenant = await newTenant()
  await tenant.call(calls.putItems, { body: [{ id: 'a', title: 'Page a' }] })
  const ask = { q: 'private words', userId: 'priv' }
  await tenant.call(calls.search, { body: ask, headers: refusing })
  await tenant.call(calls.predict, { body: { userId: 'priv' }, headers: refusing })
  await tenant.call(calls.suggest, { body: { userId: 'priv', context: {} }, headers: refusing })
  await tenant.call(calls.search, { body: { q: 'open words' } })
  await eventually(async () => {
    const { body } = await tenant.call(calls.listQueries)
    expect(body.data.map(({ query }) => query)).toEqual(['open words'])
  })
  await eventually(async () => {
    const { feedback } = (await tenant.call(calls.getLearningMetrics)).body
    expect(feedback.map(({ kind, receipts }) => [kind, receipts])).toEqual([['search', 1]])
  })
})

it('stores no feedback of a user who refuses consent', async () => {
  const { receiptId } = (await shop.call(calls.predict, { body: {} })).body
  const body = { receiptId, itemId: 'a', signal: 'click' }
  const answer = await shop.call(calls.postFeedback, { body, headers: refusing })
  expect(answer.body).toEqual({ accepted: 0, duplicates: 0, rejected: [], ignored: 1 })
})

it('logs no user of a request, whether or not it refuses consent', async () => {
  const query = { userId: 'logged-user', sessionId: 'logged-session' }
  const { headers } = await shop.call(calls.getSpeculationRules, { query, headers: refusing })
  const id = headers.get('x-request-id')
  const lines = await eventually(() => {
    const found = ['gateway', 'suggestion', 'prediction'].flatMap((service) => logLines(service))
    expect(found.some((line) => JSON.stringify(line).includes('speculation-rules'))).toBe(true)
    return found
  })
  expect(id).toBeTruthy()
  expect(lines.filter((line) => /logged-(?:user|session)/.test(JSON.stringify(line)))).toEqual([])
})

const publicCalls = Object.values<Call>(calls).filter(({ scope, method }) => scope && method === 'GET')
it.each(publicCalls.map((call) => [call.id, call] as const))(
  '%s rejects an unknown value of Consent',
  async (_, call) => {
    const tenant = isForOperators(call) ? operator() : shop
    const params = Object.fromEntries([...call.path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, 'x']))
    const { body } = await tenant.refused(call, { params, query: { q: 'x' }, headers: { consent: 'maybe' } })
    expect(body).toMatchObject({ status: 400, code: 'bad_request' })
    expect(body.detail).toContain('The header Consent must be none or all')
  },
)

const robot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const view = { type: 'view', sessionId: 's', itemId: 'a' }
const ignoredRobots = async () => {
  const { text } = await get('/metrics', {}, sharedStack().serviceUrls.prediction)
  return Number(/^inkling_events_ignored_total\{reason="bot"\} (\d+)/m.exec(text)?.[1] ?? 0)
}

it('stores no event that a robot sends with a publishable key, and counts it', async () => {
  const body = { scopes: [...publishableScopes] }
  const { key } = (await operator().call(calls.createKey, { params: { id: shop.id }, body })).body
  const before = await ignoredRobots()
  const sent = await holderOf(key).call(calls.postEvents, { body: view, headers: { 'user-agent': robot } })
  expect(sent.body).toEqual({ accepted: 0, duplicates: 0, rejected: [], ignored: 1 })
  expect(await ignoredRobots()).toBeGreaterThan(before)
})

it.each(['curl/8.5.0', 'node', 'python-requests/2.31', 'undici', robot])(
  'stores the events that a server with the user agent %s sends with a secret key',
  async (agent) => {
    const { body } = await shop.call(calls.postEvents, { body: view, headers: { 'user-agent': agent } })
    expect(body).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
  },
)

it('stores no event whose visitor is a robot by the user agent that the event names', async () => {
  const body = [view, { ...view, context: { userAgent: robot } }]
  expect((await shop.call(calls.postEvents, { body })).body).toMatchObject({ accepted: 1, ignored: 1 })
})

/** Requests with a publishable key from one address, as long as they are admitted. */
async function flood(bodyOf: (request: number) => object[]) {
  const body = { scopes: [...publishableScopes] }
  const tenant = await newTenant()
  const { key } = (await operator().call(calls.createKey, { params: { id: tenant.id }, body })).body
  await tenant.call(calls.postEvents, { body: ['ann', 'bob', 'cem'].flatMap(walk) })
  const visitor = holderOf(key)
  for (let request = 0; request < 50; request++) {
    const answer = await visitor.attempt(calls.postEvents, { body: bodyOf(request) })
    if (answer.status === 429) return { tenant, answer, passed: request }
  }
  throw new Error('All 50 requests were admitted')
}

it('an address with a publishable key that sends events without end gets 429, and its tenant goes on', async () => {
  const { tenant, answer, passed } = await flood(() => Array.from({ length: 500 }, () => view))
  expect(passed).toBeLessThanOrEqual(12)
  expect(answer.headers.get('ratelimit-policy')).toContain('"lines";q=3000;w=60')
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await tenant.call(calls.predict, { body: { userId: 'ann' } })).body.data.length).toBeGreaterThan(0)
  expect((await tenant.call(calls.postEvents, { body: walk('dia') })).body.accepted).toBe(4)
})

it('an address with a publishable key that makes up ids gets 429', async () => {
  const made = (request: number) =>
    Array.from({ length: 300 }, (_, n) => ({ type: 'view', sessionId: `s${request}-${n}`, itemId: `i${request}-${n}` }))
  const { passed } = await flood(made)
  expect(passed).toBeLessThanOrEqual(8)
})

it('a session with 5,000 views of two items leaves the answers to unknown users as they were', async () => {
  const tenant = await newTenant()
  const pens = Array.from({ length: 10 }, (_, n) => `pen${n}`)
  const visits = pens.flatMap((itemId, n) =>
    Array.from({ length: 60 - 5 * n }, (_, visitor) => ({ type: 'view', sessionId: `v${visitor}`, itemId })),
  )
  const post = async (body: object[]) => {
    const { headers } = await tenant.call(calls.postEvents, { body })
    return { 'consistency-token': headers.get('consistency-token') ?? '' }
  }
  const popular = async (headers: Record<string, string>) =>
    (await tenant.call(calls.predict, { body: {}, headers })).body.data.map(({ itemId }) => itemId)
  const before = await popular(await post(visits))
  const bot = Array.from({ length: 1_000 }, (_, n) => ({
    type: 'view',
    sessionId: 'bot',
    itemId: n % 2 ? 'pen5' : 'pen9',
  }))
  let token = {}
  for (let n = 0; n < 10; n++) token = await post(bot)
  expect(await popular(token)).toEqual(before)
})
