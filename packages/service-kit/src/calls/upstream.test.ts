import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildSignedApp, callerFor, event, principal, secret } from '../../test/signed-app.ts'
import { Upstream } from './upstream.ts'

const { app, handlers } = await buildSignedApp()
const url = await app.listen({ host: '127.0.0.1', port: 0 })
const upstreams: Upstream[] = []
beforeEach(() => {
  for (const handler of Object.values(handlers)) handler.mockClear()
})
afterAll(async () => {
  await Promise.all(upstreams.map((upstream) => upstream.close()))
  await app.close()
})

function upstreamAt(address = url, signingSecret = secret) {
  const upstream = new Upstream({ name: 'prediction', url: address, secret: signingSecret })
  upstreams.push(upstream)
  return upstream
}

const related = (upstream: Upstream) =>
  upstream.call(calls.relatedItems, { body: { itemIds: ['t\u00e9'] } }, callerFor(5_000))
const postEvents = {
  method: 'POST',
  path: '/api/v1/events',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event),
  idempotent: false,
} as const

const breakConnection = vi.fn(async ({ request }: Parameters<typeof handlers.related>[0]) => {
  request.raw.socket.destroy()
  return { itemIds: [], scores: { coOccurrence: [] }, epoch: 0 }
})

describe('a call', () => {
  it('a call reaches the service signed, with its principal and the time that is left', async () => {
    expect(await related(upstreamAt())).toEqual({
      itemIds: ['tea'],
      scores: { coOccurrence: [1_000_000] },
      epoch: 7,
    })
    const [call] = handlers.related.mock.lastCall ?? []
    expect(call?.principal).toEqual(principal)
    expect(call?.body).toEqual({ itemIds: ['t\u00e9'] })
    expect(call?.deadline.remainingMs).toBeLessThanOrEqual(5_000)
  })

  it('a call that the service rejects throws the error of the service', async () => {
    handlers.related.mockRejectedValueOnce(
      new InklingError('conflict', 'It has changed', {
        errors: [{ pointer: '/id', code: 'version', detail: 'Read it' }],
      }),
    )
    await expect(related(upstreamAt())).rejects.toMatchObject({
      code: 'conflict',
      detail: 'It has changed',
      errors: [{ pointer: '/id' }],
    })
  })

  it('a call carries the scope that it needs, which the key of the caller may lack', async () => {
    const caller = { ...callerFor(5_000), principal: { ...principal, scopes: [] } }
    handlers.events.mockResolvedValueOnce({ accepted: 1, duplicates: 0, rejected: [] })
    await expect(upstreamAt().call(calls.postEvents, { body: event }, caller)).resolves.toMatchObject({ accepted: 1 })
    await expect(upstreamAt().send(postEvents, caller)).resolves.toMatchObject({ status: 403 })
  })

  it('a call that the service rejects with status 400, and without fields, throws too', async () => {
    handlers.related.mockRejectedValueOnce(new InklingError('bad_request', 'What is this?'))
    await expect(related(upstreamAt())).rejects.toMatchObject({ code: 'bad_request', errors: [] })
  })

  it('a service that refuses our signature is unavailable, and its circuit opens: the caller did nothing wrong', async () => {
    const upstream = upstreamAt(url, 'another secret of 32 characters..')
    const refused = expect.objectContaining({ message: expect.stringContaining('compare SIGNING_SECRET') })
    for (const call of [() => related(upstream), () => upstream.send(postEvents, callerFor(5_000))])
      await expect(call()).rejects.toMatchObject({ code: 'dependency_unavailable', status: 503, cause: refused })
    for (let more = 0; more < 3; more++) await upstream.send(postEvents, callerFor(5_000)).catch(() => {})
    expect(upstream.policy.state).toBe('open')
  })
})

describe('a broken connection', () => {
  it('retries an idempotent call once if the connection breaks', async () => {
    handlers.related.mockImplementationOnce(breakConnection)
    expect(await related(upstreamAt())).toMatchObject({ epoch: 7 })
    expect(handlers.related).toHaveBeenCalledTimes(2)
  })

  it('does not retry a call that is not idempotent if the connection breaks', async () => {
    handlers.events.mockImplementationOnce(async (call) => {
      await breakConnection(call as Parameters<typeof breakConnection>[0])
      return { accepted: 0, duplicates: 0, rejected: [] }
    })
    await expect(upstreamAt().send(postEvents, callerFor(5_000))).rejects.toMatchObject({
      code: 'dependency_unavailable',
    })
    expect(handlers.events).toHaveBeenCalledTimes(1)
  })
})

it('a service that refuses connections is unavailable, and its circuit opens', async () => {
  const upstream = upstreamAt('http://127.0.0.1:1')
  for (let attempt = 0; attempt < 5; attempt++)
    await expect(upstream.send(postEvents, callerFor(5_000))).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(upstream.policy.state).toBe('open')
})

it('passes on answers of 500, and a stream of them opens the circuit', async () => {
  const upstream = upstreamAt()
  handlers.events.mockRejectedValue(new Error('a fault of the service'))
  for (let attempt = 0; attempt < 5; attempt++)
    expect(await upstream.send(postEvents, callerFor(5_000))).toMatchObject({ status: 500 })
  expect(upstream.policy.state).toBe('open')
  await expect(upstream.send(postEvents, callerFor(5_000))).rejects.toMatchObject({ code: 'dependency_unavailable' })
})

it.each([
  new InklingError('dependency_unavailable', 'Postgres is unavailable'),
  new InklingError('deadline_exceeded', 'Too late'),
])('a service that says %j works, and its circuit stays closed', async (error) => {
  const upstream = upstreamAt()
  handlers.events.mockRejectedValue(error)
  for (let attempt = 0; attempt < 30; attempt++) await upstream.send(postEvents, callerFor(5_000))
  expect(upstream.policy.state).toBe('closed')
})

it('passes on every status of a service and keeps its circuit closed', async () => {
  const upstream = upstreamAt()
  handlers.events.mockRejectedValue(new InklingError('overloaded', 'Later', { retryAfterSeconds: 9 }))
  for (let attempt = 0; attempt < 10; attempt++) {
    const answer = await upstream.send({ ...postEvents, idempotent: true }, callerFor(5_000))
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '9' } })
    expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'overloaded' })
  }
  expect(handlers.events).toHaveBeenCalledTimes(10)
  expect(upstream.policy.state).toBe('closed')
})

it('a call does not wait for another that takes long', async () => {
  const held = Promise.withResolvers<void>()
  handlers.related.mockImplementationOnce(async () => {
    await held.promise
    return { itemIds: [], scores: { coOccurrence: [] }, epoch: 1 }
  })
  const upstream = upstreamAt()
  const slow = related(upstream)
  expect(await related(upstream)).toMatchObject({ epoch: 7 })
  held.resolve()
  expect(await slow).toMatchObject({ epoch: 1 })
})

it('gives up at the deadline and closes the connection to a service that does not answer', async () => {
  const closed = Promise.withResolvers<void>()
  handlers.related.mockImplementationOnce(({ request }) => {
    request.raw.socket.once('close', closed.resolve)
    return new Promise(() => {})
  })
  const call = upstreamAt().call(calls.relatedItems, { body: { itemIds: [] } }, callerFor(50))
  await expect(call).rejects.toMatchObject({ code: 'deadline_exceeded' })
  await closed.promise
})

it('sends only as many calls at once as a service takes; one waits in the queue and the next is rejected', async () => {
  const held = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  handlers.related.mockImplementationOnce(async () => {
    arrived.resolve()
    await held.promise
    return { itemIds: [], scores: { coOccurrence: [] }, epoch: 1 }
  })
  const narrow = new Upstream({ name: 'prediction', url, secret, policy: { concurrent: 1, queued: 1 } })
  upstreams.push(narrow)
  const first = related(narrow)
  await arrived.promise
  const second = related(narrow)
  await expect(related(narrow)).rejects.toMatchObject({ code: 'overloaded' })
  expect(handlers.related).toHaveBeenCalledTimes(1)
  held.resolve()
  expect(await first).toMatchObject({ epoch: 1 })
  expect(await second).toMatchObject({ epoch: 7 })
})

it('closes its connections to the service when it is closed', async () => {
  const closed = Promise.withResolvers<boolean>()
  handlers.related.mockImplementationOnce(async ({ request }) => {
    request.raw.socket.once('close', closed.resolve)
    return { itemIds: [], scores: { coOccurrence: [] }, epoch: 1 }
  })
  const upstream = new Upstream({ name: 'prediction', url, secret })
  await related(upstream)
  await upstream.close()
  expect(await closed.promise, 'whether it ended by an error').toBe(false)
})
