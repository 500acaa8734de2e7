import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { plans } from '@inkling/contracts'
import { createServer } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { SharedCounters } from '../../adapters/shared-counters.ts'
import { createLimits, type LimitedCall } from '../rate-limits.ts'
import { requestIdentity } from '../request-identity.ts'

const away = new Redis({ port: 1, enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true })
away.on('error', () => {})
const closing: (() => unknown)[] = [() => away.disconnect()]
afterAll(() => Promise.all(closing.map((close) => close())))

const small = {
  ...plans.starter,
  requestsPerMinute: 20,
  keyRequestsPerMinute: 20,
  userRequestsPerMinute: 6,
  userRequestsPer10Seconds: 4,
  expensivePerMinute: 20,
  learningPerMinute: 10,
  concurrentRequests: 3,
}

/** A gateway with a plan of its own, 15 s into a minute. It answers `/held` when it is told to. */
async function gateway(more: Partial<typeof small> = {}) {
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  const clock = { nowMs: 615_000 }
  const counters = new SharedCounters(away, 'test:', () => clock.nowMs)
  const visitor = {
    requestsPerMinute: 9,
    linesPerMinute: 9,
    newIdsPerMinute: 9,
    keyedPerMinute: 9,
    storedKilobytesPerDay: 9,
  }
  const own = { ...plans, starter: { ...small, ...more } }
  const limits = createLimits({ counters, plans: () => own, anonymousPerMinute: 10, publicPerMinute: 10, visitor })
  let answerHeld = () => {}
  const held = new Promise<void>((resolve) => {
    answerHeld = resolve
  })
  let inside = 0
  requestIdentity.declare(app)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: unknown) => body)
  const call = (url: string, facts: LimitedCall, handler: () => Promise<string>) =>
    app.post(url, {
      onRequest: async (request, reply) => {
        const keyId = String(request.headers.key)
        requestIdentity.set(request, {
          tenantId: keyId.charAt(0),
          keyId,
          scopes: ['items:read'],
          allowedOrigins: [],
          plan: 'starter',
        })
        limits.admitTenant(request, reply, facts)
      },
      preHandler: async (request, reply) => limits.admitUser(request, reply, facts),
      handler,
    })
  call('/search', {}, async () => 'in')
  call('/events', { priority: 'critical' }, async () => 'in')
  call('/runs', { limit: 'expensive' }, async () => 'in')
  call('/held', {}, async () => {
    inside++
    await held
    return 'in'
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  closing.push(() => {
    answerHeld()
    counters.close()
    return app.close()
  })
  const { port } = app.server.address() as AddressInfo
  const ask = async (url: string, { key = 'a', userId }: { key?: string; userId?: string } = {}) => {
    const headers = { key, 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${port}${url}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ userId }),
    })
    const body = response.status === 429 ? ((await response.json()) as { detail: string }) : undefined
    return { status: response.status, detail: body?.detail, retryAfter: response.headers.get('retry-after') }
  }
  const statuses = async (count: number, url: string, options?: Parameters<typeof ask>[1]) => {
    const found: number[] = []
    for (let n = 0; n < count; n++) found.push((await ask(url, options)).status)
    return found
  }
  return { ask, statuses, clock, limits, port, answerHeld: () => answerHeld(), isInside: () => inside }
}

const ok = (count: number) => Array<number>(count).fill(200)

describe('a user', () => {
  it('gets as many requests in 10 seconds as the burst allows, and as many in a minute as the plan allows', async () => {
    const { statuses, ask, clock } = await gateway()
    expect(await statuses(4, '/search', { userId: 'ada' })).toEqual(ok(4))
    expect(await ask('/search', { userId: 'ada' })).toEqual({
      status: 429,
      detail: 'More than 4 requests for one user within 10 seconds; wait as long as Retry-After says',
      retryAfter: '5',
    })
    expect(await statuses(4, '/search', { userId: 'bob' }), 'another user').toEqual(ok(4))
    expect(await statuses(1, '/search', { key: 'b', userId: 'ada' }), 'of another tenant').toEqual(ok(1))
    clock.nowMs += 10_000
    expect(await statuses(2, '/search', { userId: 'ada' })).toEqual([200, 429])
  })
})

describe('a key', () => {
  it('gets its share of its tenant’s requests, and leaves the rest to the other keys', async () => {
    const { statuses } = await gateway({ keyRequestsPerMinute: 5 })
    expect(await statuses(7, '/search', { key: 'a1' })).toEqual([...ok(5), 429, 429])
    expect(await statuses(6, '/search', { key: 'a2' })).toEqual([...ok(5), 429])
  })
})

describe('a tenant', () => {
  it('pays ten requests for a call that starts long work', async () => {
    const { statuses } = await gateway()
    expect(await statuses(3, '/runs')).toEqual([...ok(2), 429])
    expect(await statuses(1, '/search', { key: 'b' })).toEqual(ok(1))
  })

  it('gets no more requests at the same time than its plan allows, and others once one is answered or given up', async () => {
    const { ask, answerHeld, isInside, port } = await gateway()
    const running = [ask('/held'), ask('/held')]
    const socket = connect(port, '127.0.0.1')
    socket.write(
      'POST /held HTTP/1.1\r\nhost: a\r\nkey: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    )
    await vi.waitFor(() => expect(isInside()).toBe(3))
    expect(await ask('/search')).toEqual({
      status: 429,
      detail: 'More than 3 requests at the same time; wait for the answers to some of them',
      retryAfter: '1',
    })
    expect((await ask('/search', { key: 'b' })).status).toBe(200)
    socket.destroy()
    await once(socket, 'close')
    await vi.waitFor(async () => expect((await ask('/search')).status).toBe(200))
    answerHeld()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
    await vi.waitFor(async () => {
      const many = await Promise.all([1, 2, 3].map(() => ask('/search')))
      expect(many.map(({ status }) => status)).toEqual(ok(3))
    })
  })
})

describe('tighten', () => {
  it('leaves calls that are not critical their share, and critical ones all that is left of the limit', async () => {
    const { statuses, limits } = await gateway()
    limits.tighten(0.5)
    expect(await statuses(12, '/search')).toEqual([...ok(10), 429, 429])
    expect(await statuses(11, '/events')).toEqual([...ok(10), 429])
    limits.tighten(1)
    expect(await statuses(1, '/search', { key: 'b' })).toEqual(ok(1))
  })

  it.each([0, -1, 1.1, Number.NaN])('refuses the factor %f', async (factor) => {
    const { limits } = await gateway()
    expect(() => limits.tighten(factor)).toThrow(/above 0 and at most 1, got/)
  })
})
