import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Alert } from '@inkling/contracts'
import { isPublic } from '@inkling/service-kit'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { completeDestination, type Destination } from '../../domain/alerts/destinations.ts'
import type { Message } from '../../domain/alerts/message.ts'
import { deliver } from './deliver.ts'
import { Poster } from './poster.ts'

interface Got {
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let got: Got[] = []
let connections = 0
let answer: (response: ServerResponse) => void
const server = createServer(async (request, response) => {
  const body = (await request.toArray()).join('')
  got.push({ path: request.url, headers: request.headers, body })
  answer(response)
}).on('connection', () => connections++)
const port = await listen(server)
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
/** Names resolve to this machine, whatever they are. */
const poster = new Poster(300, (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]))

beforeEach(() => {
  got = []
  connections = 0
  answer = (response) => response.end()
})
afterAll(async () => {
  await poster.close()
  server.closeAllConnections()
  server.close()
})

async function listen(one: Server): Promise<number> {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  return (one.address() as AddressInfo).port
}

const alert: Alert = {
  ...{
    id: '0123456789abcdef',
    name: 'RedisUnavailable',
    severity: 'critical',
    state: 'firing',
    title: 'Redis is down',
  },
  ...{ meaning: 'Runs wait.', labels: { check: 'queueRedis' }, seenBy: ['worker'], flapping: false, symptoms: [] },
  ...{ since: '2026-11-29T09:00:00.000Z', firedAt: '2026-11-29T09:00:30.000Z', resolvedAt: null, silencedUntil: null },
  ...{ runbook: 'infra/runbooks/redis-unavailable.md', exampleTraceId: 'ab12', errorId: null },
  ...{ acknowledgedAt: null, acknowledgedBy: null, note: null, notes: [] },
}
const message: Message = {
  ...{
    destination: 'hook',
    at: '2026-11-29T09:00:40.000Z',
    notices: [{ what: 'firing', alert }],
    heldBack: 0,
    digest: [],
  },
}
const links = { runbooks: 'https://git.example/', traces: 'https://inkling.example/traces/' }
const hook = (facts: Partial<Destination> = {}) =>
  completeDestination({ kind: 'webhook', url: `http://127.0.0.1:${port}/in`, secret, allowPrivate: true, ...facts })
const send = (to: Destination, what = message) =>
  deliver(to, { id: 'msg_1', message: what }, { poster, links, nowMs: Date.now() })

it('a webhook is signed as the Standard Webhooks specification says, and links runbook and trace', async () => {
  expect(await send(hook())).toEqual({ is: 'delivered' })
  const [request] = got
  const verified = new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>)
  expect(request?.headers['webhook-id']).toBe('msg_1')
  expect(verified).toMatchObject({
    type: 'alerts.changed',
    data: {
      alerts: [
        {
          what: 'firing',
          name: 'RedisUnavailable',
          runbook: 'https://git.example/infra/runbooks/redis-unavailable.md',
          exampleTrace: 'https://inkling.example/traces/ab12',
        },
      ],
    },
  })
})

it('PagerDuty gets an event for each alert of a message, without a signature', async () => {
  const two = { ...message, notices: [...message.notices, { what: 'resolved', alert } as const] }
  expect(await send(hook({ kind: 'pagerduty', secret: 'routing' }), two)).toEqual({ is: 'delivered' })
  const events = got.map(({ body }) => JSON.parse(body))
  expect(events.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
    ['trigger', 'inkling-0123456789abcdef'],
    ['resolve', 'inkling-0123456789abcdef'],
  ])
  expect(got[0]?.headers).not.toHaveProperty('webhook-signature')
})

describe('an attempt', () => {
  it.each([
    [500, { is: 'failed', error: 'it answered 500' }],
    [404, { is: 'failed', error: 'it answered 404' }],
    [410, { is: 'gone', error: 'it answered 410' }],
  ])('that is answered %i is not delivered', async (status, outcome) => {
    answer = (response) => response.writeHead(status).end()
    expect(await send(hook())).toEqual(outcome)
  })

  it('fails when the answer is a redirect, which is not followed', async () => {
    answer = (response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end()
    expect(await send(hook())).toEqual({ is: 'failed', error: 'it answered 307' })
    expect(got.map(({ path }) => path)).toEqual(['/in'])
  })

  it('fails when no answer comes in time', async () => {
    answer = () => {}
    expect(await send(hook())).toMatchObject({ is: 'failed', error: expect.stringContaining('timeout') })
  })

  it('fails when nobody listens, and its error does not tell the path', async () => {
    const closed = createServer()
    const closedPort = await listen(closed)
    closed.close()
    const outcome = await send(hook({ url: `http://127.0.0.1:${closedPort}/token` }))
    expect(outcome.is).toBe('failed')
    expect(outcome.error).not.toContain('token')
  })

  it('is delivered although the body of the answer never ends', async () => {
    answer = (response) => response.writeHead(200).write('x')
    expect(await send(hook())).toEqual({ is: 'delivered' })
  })
})

describe('a destination whose host is not public', () => {
  it.each(['127.0.0.1', '[::1]', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost', 'public.example'])(
    'is refused before a connection is made: %s',
    async (host) => {
      const outcome = await send(hook({ url: `http://${host}:${port}/in`, allowPrivate: false }))
      expect(outcome).toMatchObject({ is: 'refused', error: expect.stringContaining('allowPrivate') })
      expect(connections).toBe(0)
    },
  )

  it('is refused if one of its addresses is private', async () => {
    const both = [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    const rebinding = new Poster(300, (_, __, done) => done(null, both))
    const post = { url: 'http://public.example/', headers: {}, body: '', allowPrivate: false }
    await expect(rebinding.post(post)).rejects.toThrow('10.0.0.1, which is not public')
    await rebinding.close()
  })

  it.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) =>
    expect(isPublic(address)).toBe(true),
  )

  it.each(['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'])(
    '%s is not public',
    (address) => expect(isPublic(address)).toBe(false),
  )

  it.each(['::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::1'])(
    '%s is not public',
    (address) => expect(isPublic(address)).toBe(false),
  )
})
