import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant, operator } from '../support/callers.ts'

const shop = await newTenant()
const admin = operator()
const params = { id: shop.id }
const allowedOrigins = ['https://shop.example', 'http://localhost:3000']

describe('allowed origins', () => {
  it('a key keeps its allowed origins, and without scopes it may do what a page needs', async () => {
    const { body } = await admin.call(calls.createKey, { params, body: { allowedOrigins } })
    expect(body).toMatchObject({ allowedOrigins, scopes: ['events:write', 'predictions:read'] })
    const keyId = { ...params, keyId: body.id }
    const changed = await admin.call(calls.patchKey, { params: keyId, body: { allowedOrigins: ['*'] } })
    expect(changed.body.allowedOrigins).toEqual(['*'])
    expect(changed.body).not.toHaveProperty('key')
    const { data } = (await admin.call(calls.listKeys, { params })).body
    expect(data.find(({ id }) => id === body.id)?.allowedOrigins).toEqual(['*'])
  })

  it.each(['https://shop.example/', 'https://Shop.example', 'shop.example', 'https://*.shop.example', 'ftp://a.b', ''])(
    'refuses the origin "%s", names the field and says how an origin is written',
    async (origin) => {
      const body = { allowedOrigins: ['https://good.example', origin] }
      const refused = await admin.refused(calls.createKey, { params, body })
      expect(refused.status).toBe(422)
      const detail = expect.stringContaining('https://shop.example')
      expect(refused.body.errors).toContainEqual(expect.objectContaining({ pointer: '/allowedOrigins/1', detail }))
    },
  )

  it('refuses allowed origins for a key that may do more than a page', async () => {
    const body = { scopes: ['items:write'], allowedOrigins }
    const refused = await admin.refused(calls.createKey, { params, body })
    expect(refused.body.errors).toMatchObject([{ pointer: '/allowedOrigins' }])
    const keyId = { ...params, keyId: shop.keyId }
    expect((await admin.refused(calls.patchKey, { params: keyId, body: { allowedOrigins } })).status).toBe(422)
    const missing = { ...params, keyId: 'none' }
    expect((await admin.refused(calls.patchKey, { params: missing, body: { name: 'x' } })).status).toBe(404)
  })
})
