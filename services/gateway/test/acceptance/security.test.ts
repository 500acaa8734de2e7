import { basePath, type Call, calls, type Scope } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { createApi } from '../support/api.ts'
import { bearer, holderOf, newTenant, operator, stranger } from '../support/callers.ts'
import { expectProblem } from '../support/expect-reply.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, serviceUrls } = sharedStack()
const admin = operator()
const shop = await newTenant()
const everyCall = Object.values<Call>(calls)
const publicCalls = everyCall.filter(({ scope }) => scope)
const params = { id: 'x', keyId: 'x' }

const keyWith = async (id: string, body: { scopes?: Scope[]; expiresAt?: string }) =>
  (await admin.call(calls.createKey, { params: { id }, body })).body.key

describe('credentials', () => {
  it.each(publicCalls)('answers $method $path without a key with 401', async (call) => {
    const { body } = await stranger().refused(call, { params })
    expect(body).toMatchObject({ status: 401, code: 'unauthenticated', retryable: false })
  })

  it('gives a malformed, forged, invented, expired and truncated key the same 401', async () => {
    const [, id, secret = ''] = shop.key.split('_')
    const forged = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`
    const expired = await keyWith(shop.id, { expiresAt: '2020-01-01T00:00:00Z' })
    const credentials = [
      '',
      'nonsense',
      `ink_${id}_${forged}`,
      `ink_0123456789abcdef00_${secret}`,
      expired,
      `ink_${id}_`,
    ]
    const details = new Set<string>()
    for (const credential of credentials) {
      const { body } = await stranger(bearer(credential)).refused(calls.listItems)
      expect(body).toMatchObject({ status: 401, code: 'unauthenticated' })
      details.add(body.detail)
    }
    expect(details.size).toBe(1)
  })

  it('accepts a key as X-Api-Key, and with Bearer in any case', async () => {
    for (const headers of [{ 'x-api-key': shop.key }, { authorization: `bearer ${shop.key}` }])
      expect((await createApi(url, headers).call(calls.listItems)).status).toBe(200)
  })

  it('shows a secret only in the answer that created it, and in no log', async () => {
    const { body } = await admin.call(calls.listKeys, { params: { id: shop.id } })
    expect(JSON.stringify(body)).not.toContain(shop.key.split('_')[2])
  })
})

describe('scopes', () => {
  it.each(publicCalls)('answers $method $path with a key of every scope but $scope with 403', async (call) => {
    const others = [...new Set(publicCalls.flatMap(({ scope }) => scope ?? []))].filter((scope) => scope !== call.scope)
    const { body } = await holderOf(await keyWith(shop.id, { scopes: others })).refused(call, { params })
    expect(body).toMatchObject({
      status: 403,
      code: 'forbidden_scope',
      detail: expect.stringContaining(call.scope ?? '?'),
    })
  })

  it('the key of an application cannot administer anything', async () => {
    expect((await shop.refused(calls.listTenants)).body.code).toBe('forbidden_scope')
    expect((await shop.refused(calls.createTenant, { body: { id: 'mine' } })).body.code).toBe('forbidden_scope')
  })

  it('the key of the operator cannot read the data of a tenant', async () => {
    expect((await admin.refused(calls.listItems)).body.code).toBe('forbidden_scope')
  })
})

describe('tenants', () => {
  it('an item of another tenant looks like an unknown one in every call', async () => {
    const other = await newTenant()
    await other.call(calls.putItem, { params: { id: 'theirs' }, body: { title: 'Theirs' } })
    const attempts: [Call, object][] = [
      [calls.getItem, {}],
      [calls.patchItem, { body: { title: 'Mine' } }],
      [calls.deleteItem, {}],
    ]
    for (const [call, input] of attempts) {
      const [theirs, absent] = await Promise.all(
        ['theirs', 'never'].map((id) => shop.refused(call, { params: { id }, ...input })),
      )
      expect(theirs?.body).toMatchObject({ status: 404, detail: 'There is no item theirs' })
      expect(absent?.body).toMatchObject({ status: 404, detail: 'There is no item never' })
      expect([...(theirs?.headers.keys() ?? [])]).toEqual([...(absent?.headers.keys() ?? [])])
    }
    expect((await other.call(calls.getItem, { params: { id: 'theirs' } })).body.title).toBe('Theirs')
  })

  it('a tenant can use an id that another tenant uses', async () => {
    const other = await newTenant()
    await other.call(calls.putItem, { params: { id: 'shared' }, body: { title: 'Theirs' } })
    const own = await shop.call(calls.putItem, { params: { id: 'shared' }, body: { title: 'Mine' } })
    expect(own.status).toBe(201)
    expect((await other.call(calls.getItem, { params: { id: 'shared' } })).body.title).toBe('Theirs')
  })

  it('an operation of another tenant looks like an unknown one', async () => {
    const other = await newTenant()
    const { id } = (await other.call(calls.createRun, { body: { kind: 'train', options: { tuneSeconds: 0 } } })).body
    const { body } = await shop.refused(calls.getOperation, { params: { id } })
    expect(body).toMatchObject({ status: 404, code: 'not_found', detail: `There is no operation ${id}` })
    expect((await shop.call(calls.listRuns)).body.data).toEqual([])
  })

  it('ignores a tenant that the caller names; the key alone decides whose data it is', async () => {
    const other = await newTenant()
    await other.call(calls.putItem, { params: { id: 'secret' }, body: { title: 'Secret' } })
    const headers = {
      'x-tenant-id': other.id,
      'inkling-tenant-id': other.id,
      'inkling-context': forgedContext(other.id),
    }
    expect((await shop.refused(calls.getItem, { params: { id: 'secret' }, headers })).status).toBe(404)
  })
})

describe('services', () => {
  const direct = async (process: string, call: Call, headers: Record<string, string>) => {
    const response = await fetch(`${serviceUrls[process]}${basePath}${call.path}`, {
      method: call.method,
      headers: { ...(call.body && { 'content-type': 'application/json' }), ...headers },
      ...(call.body && { body: '{}' }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  const ofServices = everyCall.flatMap((call) => {
    if (call.service === 'gateway') return []
    const every = ['prediction', 'suggestion', 'search', 'maintenance', 'worker']
    const owners = call.service === 'every' ? every : [call.service]
    return owners.map((process) => ({ ...call, process, call }))
  })

  it.each(ofServices)('$process rejects an unsigned $method $path', async ({ process, call }) => {
    for (const headers of [{}, bearer(shop.key), { 'inkling-context': forgedContext(shop.id) }])
      expect(expectProblem(await direct(process, call, headers))).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      })
  })

  it.each(everyCall.filter(({ scope }) => !scope))(
    'the gateway does not serve the internal call $path to a tenant',
    async (call) => {
      const body = call.method === 'GET' ? {} : { body: {} }
      expect((await shop.refused(call, body)).body.code).toBe('not_found')
    },
  )
})

/** A context that a service would trust if it were signed. */
function forgedContext(tenantId: string): string {
  const fields = [tenantId, 'x', 'items:read', 1000, Date.now(), '']
  return `${fields.join(';')};${Buffer.alloc(32).toString('base64url')}`
}
