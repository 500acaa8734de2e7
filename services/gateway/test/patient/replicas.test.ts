import { setTimeout as delay } from 'node:timers/promises'
import { calls } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { type Asked, Balancer, startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { holderOf, newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'
import { openStream } from '../support/open-stream.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

/** A busy machine takes its time to start ten processes one after another. */
const patienceMs = 300_000
const two = { gateway: 2, prediction: 2, suggestion: 2, search: 2 }
const stack = await startTestStack({ ...stackEnvironment, POLL_MS: '200' }, { replicas: two, pgbouncer: true })
const owner = createDatabase({ url: stack.ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([owner.close(), stack.stop()]))
const [first = '', second = ''] = stack.gatewayUrls
const asOwner = <T>(work: Parameters<typeof owner.platform<T>>[1]) => owner.platform({ name: 'look' }, work)

it('a stream of one gateway tells what another gateway was told', async () => {
  const { key } = await newTenant({ plan: 'scale' }, stack)
  const stream = await openStream(key, { url: second, query: { topic: 'predictions:user:eve' } })
  await stream.nth('subscribed')
  const told = stream.of('prediction').length
  const body = { type: 'view', userId: 'eve', itemId: 'tea' } as const
  await holderOf(key, { url: first }).call(calls.postEvents, { body })
  expect(await stream.nth('prediction', told + 1)).toMatchObject({ topic: 'predictions:user:eve' })
  stream.close()
})

it('two gateways count the requests of a tenant together', async () => {
  const { key } = await newTenant({ plan: 'starter' }, stack)
  const leftOf = async (url: string) =>
    Number((await holderOf(key, { url }).attempt(calls.listItems)).headers.get('ratelimit')?.match(/r=(\d+)/)?.[1])
  const left = [await leftOf(first), await leftOf(second), await leftOf(first)]
  // A new minute may begin between two of them.
  const steps = [(left[0] ?? 0) - (left[1] ?? 0), (left[1] ?? 0) - (left[2] ?? 0)]
  expect(steps.filter((step) => step === 1).length).toBeGreaterThan(0)
})

it('both processes of a service know every event, and only the home learns from it', async () => {
  const { id, key } = await newTenant({ plan: 'scale' }, stack)
  const shop = holderOf(key, { url: first })
  await shop.call(calls.predict, { body: { sessionId: 's' } })
  for (let n = 0; n < 12; n++)
    await shop.call(calls.postEvents, { body: { type: 'view', sessionId: 's', itemId: `i${n % 3}` } })
  const casesOf = async () => {
    const [row] = await asOwner(
      (sql) => sql<{ cases: number }[]>`
        select coalesce(sum(cases), 0)::int as cases from learning.metrics
        where tenant_id = ${id} and model = 'blend'`,
    )
    return row?.cases
  }
  await eventually(async () => expect(await casesOf()).toBe(11))
})

/** What gateways log of calls of services whose connection broke: they may have been executed or not. */
const brokenCalls = () =>
  ['gateway', 'gateway-2']
    .flatMap((name) => logLines(name, stack))
    .filter(({ msg }) => /^(prediction|suggestion|search) unavailable: call failed/.test(msg))

it(
  'a rolling restart of every process breaks no call, fails no request and loses no acknowledged event',
  async () => {
    const shop = await newTenant({ plan: 'scale' }, stack)
    const balancer = new Balancer(stack.gatewayUrls, shop.key)
    /** Requests without the answer that they should get; each is sent only once. */
    const failed: string[] = []
    const acknowledged: string[] = []
    const answered = new Set<string>()
    async function ask(n: number) {
      const [id, sessionId, itemId] = [`event-${n}`, `s${n % 7}`, `i${n % 5}`]
      const event: Asked = { method: 'POST', path: 'events', body: { id, type: 'view', sessionId, itemId } }
      const reads: readonly Asked[] = [
        { method: 'POST', path: 'predictions', body: { sessionId, limit: 3 } },
        { method: 'POST', path: 'search', body: { q: 'tea' } },
        { method: 'POST', path: 'suggestions', body: { context: { itemIds: [itemId] }, limit: 3 } },
      ]
      const asked = n % 2 === 0 ? event : (reads[((n - 1) / 2) % reads.length] ?? event)
      const { status, text } = await balancer.ask(asked).catch((error: Error) => ({ status: 0, text: String(error) }))
      if (status < 200 || status > 299) failed.push(`${asked.method} ${asked.path}: ${status} ${text}`)
      else answered.add(asked.path)
      if (asked === event && status === 202) acknowledged.push(id)
    }
    const before = stack.processes.map(({ pid }) => pid)
    let isRolling = true
    const rolled = stack.rollingRestart().finally(() => {
      isRolling = false
    })
    const asking: Promise<void>[] = []
    for (let n = 0; isRolling; n++) {
      asking.push(ask(n))
      await delay(100)
    }
    await rolled
    await Promise.all(asking)
    await balancer.close()
    expect(failed).toEqual([])
    expect([...answered].toSorted()).toEqual(['events', 'predictions', 'search', 'suggestions'])
    for (const { pid } of stack.processes) expect(before).not.toContain(pid)
    expect(brokenCalls()).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(20)
    const stored = await asOwner(
      (sql) => sql<{ id: string }[]>`select id from behaviour.events where tenant_id = ${shop.id}`,
    )
    expect(stored.map(({ id }) => id).toSorted()).toEqual(acknowledged.toSorted())
  },
  patienceMs,
)
