import { setTimeout as delay } from 'node:timers/promises'
import { calls } from '@inkling/contracts'
import type { PolicySettings } from '@inkling/resilience'
import { UpstreamDouble } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callerFor, secret } from '../../test/signed-app.ts'
import { Upstream } from './upstream.ts'

const service = await UpstreamDouble.start()
const opened: Upstream[] = []
beforeEach(() => {
  service.answer()
  service.received.length = 0
})
afterAll(async () => {
  await Promise.all(opened.map((upstream) => upstream.close()))
  await service.stop()
})

function open(policy: Partial<PolicySettings> = {}, url = service.url): Upstream {
  const upstream = new Upstream({ name: 'prediction', url, secret, policy })
  opened.push(upstream)
  return upstream
}

const related = (upstream: Upstream, timeoutMs = 5_000) =>
  upstream.call(calls.relatedItems, { body: { itemIds: ['tea'] } }, callerFor(timeoutMs))

it('an answer that ends in the middle of its body is unavailable after one retry of an idempotent call', async () => {
  service.closeMidBody()
  await expect(related(open())).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(service.received).toHaveLength(2)
})

it('a service that closes connections without an answer opens the circuit and then gets no more calls', async () => {
  service.drop()
  const upstream = open()
  for (let n = 0; n < 5; n++) await related(upstream).catch(() => {})
  expect(upstream.policy.state).toBe('open')
  const before = service.received.length
  await expect(related(upstream)).rejects.toMatchObject({
    message: 'prediction unavailable: circuit open',
    detail: 'The service is temporarily unavailable. Try again in 2 seconds.',
  })
  expect(service.received).toHaveLength(before)
})

it('callers with short deadlines do not open the circuit of a service that answers more slowly than that', async () => {
  service.hang()
  const upstream = open()
  for (let n = 0; n < 6; n++) await expect(related(upstream, 20)).rejects.toMatchObject({ code: 'deadline_exceeded' })
  expect(upstream.policy.state).toBe('closed')
})

it('a service that hangs opens the circuit when calls have as long as an attempt may take', async () => {
  service.hang()
  const upstream = open({ attemptTimeoutMs: 20 })
  for (let n = 0; n < 5; n++) await related(upstream, 21).catch(() => {})
  expect(upstream.policy.state).toBe('open')
})

it('a service that hangs is found out by a single call, which ends long before its deadline', async () => {
  service.hang()
  const upstream = open({ slowMs: 50 })
  await expect(related(upstream, 30_000)).rejects.toMatchObject({ message: 'prediction unavailable: it hangs' })
  expect(upstream.policy.state).toBe('open')
  await expect(related(upstream)).rejects.toMatchObject({ message: 'prediction unavailable: circuit open' })
})

it('background calls that take long one after the other leave the circuit closed while the service answers', async () => {
  const upstream = open({ slowMs: 50 })
  service.answerAfter(200)
  const request = { method: 'GET', path: '/report', headers: {}, idempotent: true, priority: 'background' } as const
  for (let n = 0; n < 3; n++) await upstream.send(request, callerFor(30_000))
  expect(upstream.policy.state).toBe('closed')
})

describe('two replicas', () => {
  const answered = JSON.stringify({ itemIds: [], scores: {}, epoch: 3 })

  it('a call to a replica that closes its connections is answered by the other one', async () => {
    service.drop()
    const other = await UpstreamDouble.start()
    other.answer({ body: answered })
    const upstream = open({}, `${service.url}, ${other.url}`)
    for (let call = 0; call < 20; call++) expect(await related(upstream)).toMatchObject({ epoch: 3 })
    const called = service.received.filter(({ path }) => path !== '/livez')
    expect(called.length).toBeLessThanOrEqual(5)
    expect(upstream.policy.state).toBe('closed')
    await other.stop()
  })

  it.each([
    ['in the time of an attempt', { attemptTimeoutMs: 300 }],
    ['and is slow', { slowMs: 300 }],
  ])('a replica that does not answer %s is ejected, and costs nothing but its first calls', async (_when, policy) => {
    const other = await UpstreamDouble.start()
    const upstream = open(policy, `${service.url}, ${other.url}`)
    for (const double of [service, other]) double.answer({ body: answered })
    await related(upstream)
    const [home, next] = service.received.length > 0 ? [service, other] : [other, service]
    home.hang()
    const first = Array.from({ length: 10 }, () => related(upstream, 20_000).catch(() => {}))
    const answers = () => related(upstream, 20_000).then(({ epoch }) => epoch)
    await vi.waitFor(async () => {
      const before = home.received.length
      expect(await Promise.race([answers(), delay(1_000, 'hangs')])).toBe(3)
      expect(home.received.length).toBe(before)
    }, 20_000)
    // Until then the other one answers what a home with eight calls cannot.
    await vi.waitFor(() => {
      void answers().catch(() => {})
      expect(upstream.policy.describe().counters.ejected).toBeGreaterThan(0)
    }, 20_000)
    expect(upstream.policy.state).toBe('closed')
    expect(next.received.length).toBeGreaterThan(0)
    for (const double of [service, other]) await double.stop()
    await Promise.all(first)
    await service.start()
  })
})
