import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSignedApp, principal, signed } from '../../test/signed-app.ts'
import { contextHeader } from './request-signature.ts'

const { app, handlers } = await buildSignedApp()
beforeEach(() => {
  for (const handler of Object.values(handlers)) handler.mockClear()
})
afterAll(() => app.close())

const related = '/api/v1/internal/related'
const body = JSON.stringify({ itemIds: ['tea'] })
const post = () => signed('POST', related, body)
const get = () => signed('GET', '/api/v1/operations/run_1')

it('accepts a signed request with its principal and the time that is left', async () => {
  const { statusCode } = await app.inject(post())
  expect(statusCode).toBe(200)
  const [call] = handlers.related.mock.lastCall ?? []
  expect(call?.principal).toEqual(principal)
  expect(call?.body).toEqual({ itemIds: ['tea'] })
  expect(call?.deadline.remainingMs).toBeGreaterThan(0)
  expect(call?.deadline.remainingMs).toBeLessThanOrEqual(1_000)
})

it('answers requests that arrive together when all of them are handled', async () => {
  const order: string[] = []
  const ask = async () => {
    await app.inject(post())
    order.push('answered')
  }
  const handle = async () => {
    order.push('handled')
    return { itemIds: [], scores: { coOccurrence: [] }, epoch: 7 }
  }
  handlers.related.mockImplementationOnce(handle).mockImplementationOnce(handle)
  await Promise.all([ask(), ask()])
  expect(order).toEqual(['handled', 'handled', 'answered', 'answered'])
})

/** The facts and the signature of a request, with another tenant. */
const forged = () => (get().headers[contextHeader] ?? '').replace(principal.tenantId, 'globex')

/** A request whose signature covers a body, replayed without it. */
const signedGetWithBody = () => ({
  headers: { [contextHeader]: signed('GET', get().url, body).headers[contextHeader] ?? '' },
})

describe('unsigned and forged requests', () => {
  it.each([
    ['without a signature', { ...get(), headers: {} }],
    ['with another tenant than the signed one', { ...get(), headers: { [contextHeader]: forged() } }],
    ['with half a signature', { ...get(), headers: { [contextHeader]: 'acme;key' } }],
    ['for another path', { ...get(), url: '/api/v1/operations/run_2' }],
    ['for another query', { ...get(), url: '/api/v1/operations/run_1?limit=1' }],
    ['for another method', { ...get(), method: 'POST' as const }],
    ['with another body', { ...post(), payload: body.replace('tea', 'cup') }],
    [
      'with a body where none was signed',
      { ...signed('POST', related), ...post(), headers: { ...post().headers, ...signed('POST', related).headers } },
    ],
    ['without the body that was signed', { ...get(), ...signedGetWithBody() }],
    ['signed 6 s ago', signed('GET', get().url, '', Date.now() - 6_000)],
    ['signed 6 s in the future', signed('GET', get().url, '', Date.now() + 6_000)],
    ['that spells its path with escapes', { method: 'GET' as const, url: '/%61pi/v1/operations/run_1' }],
    ['without a signature for an unknown path', { method: 'GET' as const, url: '/api/v1/nothing' }],
  ])('rejects a request %s', async (_name, request) => {
    const answer = await app.inject(request)
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ code: 'unauthenticated' })
    for (const handler of Object.values(handlers)) expect(handler).not.toHaveBeenCalled()
  })
})

it('a rejection does not say what is wrong with the signature', async () => {
  const details = [
    { ...get(), headers: {} },
    { ...get(), url: '/api/v1/operations/run_2' },
    { ...post(), payload: '{}' },
  ]
  const answers = await Promise.all(details.map((request) => app.inject(request)))
  expect(new Set(answers.map((answer) => answer.json().detail)).size).toBe(1)
})

it('rejects a signed request whose key lacks the scope of the call', async () => {
  const answer = await app.inject(signed('GET', get().url, '', Date.now(), { ...principal, scopes: ['events:write'] }))
  expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden_scope' })
  expect(handlers.operation).not.toHaveBeenCalled()
})

describe('a path outside of the API', () => {
  it('needs no signature', async () => {
    const { app: service } = await buildSignedApp()
    service.get('/livez', async () => ({ status: 'ok' }))
    expect((await service.inject('/livez')).json()).toEqual({ status: 'ok' })
  })

  it('takes no body, because nobody signed it', async () => {
    const { app: service } = await buildSignedApp()
    service.post('/hook', async () => 'taken')
    const headers = { 'content-type': 'application/json' }
    const answer = await service.inject({ method: 'POST', url: '/hook', headers, payload: '{}' })
    expect(answer.json()).toMatchObject({ status: 401, code: 'unauthenticated' })
  })
})
