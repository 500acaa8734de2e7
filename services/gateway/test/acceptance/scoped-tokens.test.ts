import { createScopedToken, type ScopedTokenClaims } from '@inkling/client'
import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { holderOf, newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()
const { id, key } = (await shop.call(calls.createOwnKey, { body: { name: 'tokens' } })).body
const holder = async (claims: ScopedTokenClaims = {}) => holderOf(await createScopedToken(key, claims))

it('a token that was made from a key speaks for its user and sees what its filter lets through', async () => {
  await shop.call(calls.putItem, { params: { id: 'guide' }, body: { title: 'Tea guide', kind: 'doc' } })
  await shop.call(calls.putItem, { params: { id: 'pot' }, body: { title: 'Tea pot', kind: 'product' } })
  const ada = await holder({ userId: 'ada', filter: 'kind = "doc"' })
  const found = async (filter?: string) =>
    (await ada.call(calls.search, { body: { q: 'tea', ...(filter && { filter }) } })).body.data.map(
      ({ itemId }) => itemId,
    )
  await eventually(async () => {
    expect((await shop.call(calls.search, { body: { q: 'tea' } })).body.data).toHaveLength(2)
    expect(await found()).toEqual(['guide'])
  })
  expect(await found('kind = "product"')).toEqual([])
  expect(await found('kind = "product" or title = "Tea guide"')).toEqual(['guide'])
  const broken = await ada.refused(calls.search, {
    body: { q: 'tea', filter: 'kind = "product") or (kind = "product"' },
  })
  expect(broken.body).toMatchObject({ status: 422, errors: [{ pointer: '/filter' }] })
  expect((await ada.refused(calls.predict, { body: {} })).body.code, 'it takes no filter').toBe('forbidden_scope')
  expect((await ada.refused(calls.search, { body: { q: 'tea', userId: 'bob' } })).body.code).toBe('forbidden_user')
})

it('a token has less than its key: what a page may do, and what its claims leave', async () => {
  expect((await (await holder()).refused(calls.listItems)).body.code).toBe('forbidden_scope')
  const searcher = await holder({ scopes: ['search:read', 'items:read'] })
  await searcher.call(calls.search, { body: { q: 'tea' } })
  expect((await searcher.refused(calls.predict, { body: {} })).body.code).toBe('forbidden_scope')
  expect((await searcher.refused(calls.createOwnKey, { body: {} })).body.code).toBe('forbidden_scope')
})

it('a token ends with its key, at once', async () => {
  const one = await holder({ userId: 'ada' })
  expect((await one.attempt(calls.predict, { body: {} })).status).toBe(200)
  await shop.call(calls.revokeOwnKey, { params: { id } })
  await eventually(async () => expect((await one.refused(calls.predict, { body: {} })).status).toBe(401))
})
