import { randomUUID } from 'node:crypto'
import { basePath, calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, newTenant, newTenantId, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack(stackEnvironment)
const sql = postgres(stack.ownerUrl, { max: 4 })
afterAll(async () => {
  await sql.end()
  await stack.stop()
})
const second = await stack.addReplica('gateway')
const shop = await newTenant({}, stack)
const view = { type: 'view', sessionId: 's', itemId: 'a' }

interface Sent {
  readonly url?: string
  readonly path?: string
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request, and returns all that a repetition must have, too. */
async function send(idempotencyKey: string, sent: Sent = {}) {
  const { url = stack.url, path = '/events', body = view, key = shop.key, headers } = sent
  const response = await fetch(url + basePath + path, {
    method: 'POST',
    headers: {
      ...bearer(key),
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
      ...headers,
    },
    body: JSON.stringify(body),
  })
  const answer = new Map(response.headers)
  const text = await response.text()
  return {
    status: response.status,
    text,
    body: JSON.parse(text),
    isReplayed: answer.get('idempotent-replayed') === 'true',
    retryAfter: answer.get('retry-after'),
    kept: ['content-type', 'location', 'etag', 'consistency-token'].map((name) => answer.get(name)),
  }
}

const countOf = async (table: string, tenantId = shop.id) => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from ${sql(table)} where tenant_id = ${tenantId}`
  return row?.count
}
const events = () => countOf('behaviour.events')

describe('a POST with an Idempotency-Key', () => {
  it('answers the repetition byte for byte, through another gateway too, and stores the event once', async () => {
    const [before = 0, key] = [await events(), randomUUID()]
    const first = await send(key)
    expect(first).toMatchObject({ status: 202, isReplayed: false, body: { accepted: 1, duplicates: 0 } })
    for (const url of [stack.url, second.url]) expect(await send(key, { url })).toEqual({ ...first, isReplayed: true })
    expect(await send(`"${key}"`), 'with quotes').toEqual({ ...first, isReplayed: true })
    expect(await events()).toBe(before + 1)
  })

  it('executes one of two concurrent requests through two gateways, and answers the other 409 or the same', async () => {
    for (let round = 0; round < 10; round++) {
      const [before = 0, key] = [await events(), randomUUID()]
      const both = await Promise.all([stack.url, second.url].map((url) => send(key, { url })))
      expect(await events()).toBe(before + 1)
      const [answered] = both.filter(({ status }) => status === 202)
      const [other] = both.filter((answer) => answer !== answered)
      const outcome = other?.status === 202 ? other.text : `${other?.status} ${other?.body.code} ${other?.retryAfter}`
      expect([answered?.text, '409 idempotency_in_progress 1']).toContain(outcome)
      expect(await send(key)).toMatchObject({ text: answered?.text, isReplayed: true })
    }
  })

  it('answers 422 to another body, call or Consent with the same key, and stores nothing of it', async () => {
    const key = randomUUID()
    await send(key)
    const before = await events()
    const others: Sent[] = [
      { body: { ...view, itemId: 'b' } },
      { path: '/feedback' },
      { path: '/events?x=1' },
      { headers: { consent: 'none' } },
    ]
    for (const other of others)
      expect(await send(key, other)).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } })
    expect(await events()).toBe(before)
  })

  it('answers 400 to a key that is none, naming the header and the fix, and stores nothing', async () => {
    const before = await events()
    for (const key of ['a b', 'a,b', 'k'.repeat(256)]) {
      const { status, body } = await send(key)
      expect([status, body.code]).toEqual([400, 'bad_request'])
      expect(body.detail).toMatch(/Idempotency-Key must be .*send a UUID/)
    }
    expect(await events()).toBe(before)
  })

  it('repeats a refusal of what is not valid, and ignores the header where nothing is changed', async () => {
    const key = randomUUID()
    const refused = await send(key, { body: { type: 'view' } })
    expect(refused.status).toBe(422)
    expect(await send(key, { body: { type: 'view' } })).toEqual({ ...refused, isReplayed: true })
    const ask = { path: '/predictions', body: { recent: ['a'] } }
    for (const _ of [1, 2]) expect(await send(key, ask)).toMatchObject({ status: 200, isReplayed: false })
  })

  it('keeps the keys of tenants apart, and those of a publishable key apart from those of its tenant', async () => {
    const [other, admin, key] = [await newTenant({}, stack), operator(stack), randomUUID()]
    const page = { allowedOrigins: ['https://shop.example'] }
    const { body } = await admin.call(calls.createKey, { params: { id: shop.id }, body: page })
    await send(key)
    for (const each of [other.key, body.key])
      expect(await send(key, { key: each, body: { ...view, itemId: 'c' } })).toMatchObject({
        status: 202,
        isReplayed: false,
      })
    expect(await send(key, { key: body.key, body: { ...view, itemId: 'c' } })).toMatchObject({ isReplayed: true })
  })

  it('limits how many requests with a key one address stores with a publishable API key', async () => {
    const { body } = await operator(stack).call(calls.createKey, {
      params: { id: shop.id },
      body: { allowedOrigins: ['https://flood.example'] },
    })
    const before = (await countOf('operations.idempotent_requests')) ?? 0
    const from = { 'x-forwarded-for': '192.0.2.44' }
    const flood = await Promise.all(
      Array.from({ length: 200 }, () => send(randomUUID(), { key: body.key, headers: from })),
    )
    // If a minute ends meanwhile, the count starts again.
    expect(((await countOf('operations.idempotent_requests')) ?? 0) - before).toBeLessThanOrEqual(120)
    expect(flood.find(({ status }) => status === 429)?.body).toMatchObject({
      code: 'rate_limited',
      detail: expect.stringContaining('Idempotency-Key'),
    })
    expect((await send(randomUUID(), { key: body.key, headers: { 'x-forwarded-for': '192.0.2.45' } })).status).toBe(202)
  })

  it('shows the secret of a new API key again to a repetition, and stores it nowhere in the clear', async () => {
    const [key, path] = [randomUUID(), `/tenants/${shop.id}/api-keys`]
    const body = { name: 'twice', scopes: ['search:read'] }
    const before = (await countOf('control.api_keys')) ?? 0
    const first = await send(key, { path, body, key: stack.adminKey })
    expect(first.status).toBe(201)
    expect(await send(key, { path, body, key: stack.adminKey })).toEqual({ ...first, isReplayed: true })
    expect(await countOf('control.api_keys')).toBe(before + 1)
    const [row] = await sql<{ answer: Buffer }[]>`
      select answer from operations.idempotent_requests order by created_at desc limit 1`
    expect(row?.answer.length).toBeGreaterThan(100)
    expect(row?.answer.includes('ink_')).toBe(false)
  })
})

/**
 * Kills a process after Postgres has got the commit of what it stores and before it has got the answer: a trigger makes
 * the commit wait for a lock that the test holds.
 */
describe('a process that is killed between the commit and the answer', () => {
  const lock = 4711
  const tables = ['behaviour.event_ids', 'operations.runs', 'control.tenants', 'control.api_keys']
  beforeAll(async () => {
    await sql.unsafe(`
      create function public.wait_at_commit() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(${lock}); return null; end $$`)
    for (const table of tables)
      await sql.unsafe(`create constraint trigger wait_at_commit after insert on ${table}
        deferrable initially deferred for each row execute function public.wait_at_commit()`)
  })

  /** Transactions that wait for the lock; with `orHave` also those that have it, until their commit is done. */
  const waiting = async ({ orHave = false } = {}) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from pg_locks
      where locktype = 'advisory' and objid = ${lock} and (${orHave} or not granted)`
    return row?.count ?? 0
  }

  /** Sends a request, and kills the process while the commit waits. Returns the status that the client gets, if any. */
  async function killedAtCommit(kill: () => void, request: () => Promise<unknown>): Promise<void> {
    const held = await sql.reserve()
    await held`select pg_advisory_lock(${lock})`
    const lost = request().catch(() => undefined)
    try {
      await eventually(async () => expect(await waiting()).toBeGreaterThan(0))
      kill()
    } finally {
      // At once: Postgres takes a commit back that still waits when it looks whether its client is there.
      await held`select pg_advisory_unlock(${lock})`
      held.release()
    }
    await lost
    await eventually(async () => expect(await waiting({ orHave: true })).toBe(0))
  }

  const retried = (request: () => ReturnType<typeof send>) =>
    eventually(async () => {
      const answer = await request()
      expect([409, 503]).not.toContain(answer.status)
      return answer
    }, 20_000)
  const patience = { headers: { 'request-timeout-ms': '3000' } }

  it('prediction: the retry stores no event twice, and answers as the first one would have', async () => {
    const [before = 0, key] = [await events(), randomUUID()]
    const request = () => send(key, { body: [view, { ...view, id: `own-${key}` }], ...patience })
    await killedAtCommit(() => stack.services.prediction.kill('SIGKILL'), request)
    expect(await events(), 'the commit was done').toBe(before + 2)
    const answer = await retried(request)
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 1, rejected: [] } })
    expect(await events()).toBe(before + 2)
    expect(await request()).toEqual({ ...answer, isReplayed: true })
  })

  it('gateway: the retry through another gateway waits for its turn, and stores no event twice', async () => {
    const [before = 0, key] = [await events(), randomUUID()]
    const request = (url = second.url) => send(key, { url, ...patience })
    await killedAtCommit(() => second.kill('SIGKILL'), request)
    expect(await events()).toBe(before + 1)
    expect(await request(stack.url)).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } })
    expect(await retried(() => request(stack.url))).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0 } })
    expect(await events()).toBe(before + 1)
    await second.ready()
    expect(await request()).toMatchObject({ status: 202, isReplayed: true })
  })

  it('maintenance: the retry finds the run, the tenant and the key of the first one, and can show the secret', async () => {
    const { maintenance } = stack.services
    const id = newTenantId()
    const requests: readonly (readonly [string, Sent, number])[] = [
      ['operations.runs', { path: '/maintenance/runs', body: { kind: 'reindex' } }, 202],
      ['control.tenants', { path: '/tenants', body: { id }, key: stack.adminKey }, 201],
      ['control.api_keys', { path: `/tenants/${id}/api-keys`, body: {}, key: stack.adminKey }, 201],
    ]
    for (const [table, sent, status] of requests) {
      const key = randomUUID()
      const request = () => send(key, { ...sent, ...patience })
      await killedAtCommit(() => maintenance.kill('SIGKILL'), request)
      const answer = await retried(request)
      expect(answer.status, table).toBe(status)
      expect(await request(), table).toEqual({ ...answer, isReplayed: true })
      const secret = answer.body.apiKey?.key ?? answer.body.key
      const used = secret && (await send(randomUUID(), { key: secret, body: { ...view, itemId: 'z' } })).status
      expect([undefined, 202]).toContain(used)
    }
    expect(await countOf('operations.runs')).toBe(1)
    expect(await countOf('control.api_keys', id)).toBe(2)
    const [{ id: keyId } = { id: '' }] = await sql<{ id: string }[]>`
      select id from control.api_keys where tenant_id = ${id} and name = 'key'`
    const path = `/tenants/${id}/api-keys/${keyId}/rotate`
    const rotate = (
      (key) => () =>
        send(key, { path, body: {}, key: stack.adminKey, ...patience })
    )(randomUUID())
    await killedAtCommit(() => maintenance.kill('SIGKILL'), rotate)
    expect((await retried(rotate)).status).toBe(201)
    expect(await countOf('control.api_keys', id)).toBe(3)
  })
})

describe('Postgres', () => {
  it('while it is stopped, a POST with a key is not executed and gets 503; afterwards it is executed once', async () => {
    const [before = 0, key] = [await events(), randomUUID()]
    await stack.postgres.stop()
    try {
      const { status, body, retryAfter } = await send(key)
      expect([status, body.code, body.retryable]).toEqual([503, 'dependency_unavailable', true])
      expect(Number(retryAfter)).toBeGreaterThan(0)
    } finally {
      await stack.postgres.start()
    }
    await eventually(async () => expect(await send(key)).toMatchObject({ status: 202, body: { accepted: 1 } }))
    expect(await events()).toBe(before + 1)
  })
})
