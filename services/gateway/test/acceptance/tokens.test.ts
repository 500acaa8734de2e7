import { calls } from '@inkling/contracts'
import { afterAll, expect, it } from 'vitest'
import { holderOf, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { openStream } from '../support/open-stream.ts'
import { startTokenIssuer } from '../support/token-issuer.ts'

const login = await startTokenIssuer()
afterAll(() => login.close())
const [shop, other] = [await newTenant(), await newTenant()]
const params = { id: 'login' }
const scopes = ['events:write', 'predictions:read', 'search:read', 'items:read'] as const
const settings = { issuer: login.url, audience: 'inkling', jwksUrl: login.url, scopes }
const trust = (by = shop) => by.call(calls.putTokenIssuer, { params, body: settings })
await trust()
const holder = async (claims = {}) => holderOf(await login.sign({ tenant: shop.id, ...claims }))
const codeOf = async (claims = {}) => (await (await holder(claims)).refused(calls.listItems)).body.code

it('a token of the issuer of a tenant stands in the place of a key, within its scopes', async () => {
  await eventually(async () => (await holder()).call(calls.listItems))
  expect(await codeOf({ scope: 'events:write' })).toBe('forbidden_scope')
  expect((await (await holder()).refused(calls.putItem, { params: { id: 'a' }, body: { title: 'A' } })).status).toBe(
    403,
  )
})

it('a rotation of the signing key refuses no token, of the new key or of the old', async () => {
  const before = await holder()
  await login.rotate()
  const after = await holder({ scope: 'items:read events:write' })
  for (const one of [after, before, after]) expect((await one.attempt(calls.listItems)).status).toBe(200)
})

it('a token of a user speaks for that user only', async () => {
  const ada = await holder({ userId: 'ada' })
  const event = { type: 'view', itemId: 'tea' }
  await ada.call(calls.postEvents, { body: { ...event, sessionId: 's' } })
  await ada.call(calls.postEvents, { body: [{ ...event, userId: 'ada' }] })
  const mixed = await ada.refused(calls.postEvents, {
    body: [
      { ...event, userId: 'ada' },
      { ...event, userId: 'bob' },
    ],
  })
  expect(mixed.body).toMatchObject({ code: 'forbidden_user', errors: [{ pointer: '/1/userId' }] })
  for (const [call, input] of [
    [calls.predict, { body: { userId: 'bob' } }],
    [calls.search, { body: { q: 'tea', userId: 'bob' } }],
    [calls.searchByQuery, { query: { q: 'tea', userId: 'bob' } }],
  ] as const) {
    const { status, body } = await ada.refused(call, input)
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([403, 'forbidden_user', '/userId'])
  }
  await eventually(async () => {
    const { data } = (await ada.call(calls.predict, { body: {} })).body
    expect(data).toHaveLength(1)
  })
  expect((await ada.refused(calls.listItems)).body.code, 'what no page may do').toBe('forbidden_scope')
  const exported = await shop.call(calls.exportUser, { params: { id: 'ada' } })
  expect(JSON.stringify(exported.body).match(/tea/g), 'both events are of the user, also the one without').toHaveLength(
    2,
  )
})

it('a token of a user opens a stream of that user, which ends with the token or with its issuer', async () => {
  const topic = 'predictions:user:ada'
  const stream = await openStream(await login.sign({ tenant: shop.id, userId: 'ada' }), { query: { topic } })
  await stream.nth('prediction')
  stream.subscribe('predictions:user:bob')
  expect(await stream.nth('error')).toMatchObject({ code: 'forbidden_user', topic: 'predictions:user:bob' })
  await shop.call(calls.putTokenIssuer, { params, body: { ...settings, audience: 'another' } })
  expect(await stream.closed()).toBe(4401)
  await trust()
})

it('a token of one tenant is none of another, also if that trusts the same issuer', async () => {
  expect(await codeOf({ tenant: other.id })).toBe('unauthenticated')
  expect(await codeOf({ aud: 'elsewhere' })).toBe('unauthenticated')
  expect(await codeOf({ exp: 1_000 })).toBe('unauthenticated')
  await trust(other)
  await eventually(async () => (await holder({ tenant: other.id })).call(calls.listItems))
  const { data } = (await other.call(calls.listTokenIssuers)).body
  expect(data).toMatchObject([{ id: 'login', scopes }])
})

it('a tenant that is suspended and an issuer that is deleted end their tokens at once', async () => {
  const token = await holder()
  await token.call(calls.listItems)
  await operator().call(calls.patchTenant, { params: { id: shop.id }, body: { status: 'suspended' } })
  const isRefused = () =>
    eventually(async () => expect((await token.refused(calls.listItems)).body.code).toBe('unauthenticated'))
  await isRefused()
  await operator().call(calls.patchTenant, { params: { id: shop.id }, body: { status: 'active' } })
  await eventually(() => token.call(calls.listItems))
  await shop.call(calls.deleteTokenIssuer, { params })
  await isRefused()
})

it('an issuer gives no more than the key that stores it has, and its keys come over https', async () => {
  const lesser = (await shop.call(calls.createOwnKey, { body: { scopes: ['keys:write', 'items:read'] } })).body.key
  const refused = await holderOf(lesser).refused(calls.putTokenIssuer, { params, body: settings })
  expect(refused.body).toMatchObject({ code: 'forbidden_scope', errors: [{ pointer: '/scopes' }] })
  const body = { ...settings, jwksUrl: 'http://login.example/jwks' }
  const unsafe = await shop.refused(calls.putTokenIssuer, { params, body })
  expect(unsafe.body).toMatchObject({ status: 422, errors: [{ pointer: '/jwksUrl' }] })
})
