import { randomBytes, randomInt } from 'node:crypto'
import { type Call, calls, type Plan } from '@inkling/contracts'
import { type Api, createApi } from './api.ts'
import { sharedStack } from './shared-stack.ts'

export interface TestTenant extends Api {
  readonly id: string
  readonly keyId: string
  readonly key: string
}

type Place = { readonly url: string; readonly adminKey: string }

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

/** Each caller has an address of its own, so that the rejections of one test do not use up the limit of another. */
export const ownAddress = () => ({ 'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` })

/** A caller with a key. */
export const holderOf = (key: string, { url }: Pick<Place, 'url'> = sharedStack()): Api =>
  createApi(url, { ...ownAddress(), ...bearer(key) })

/** Whether a call needs a scope that tenants do not get. */
export const isForOperators = ({ scope }: Call): boolean => scope === 'admin' || scope?.startsWith('ops:') === true

/** The operator, who administers tenants. */
export const operator = (place: Place = sharedStack()): Api => holderOf(place.adminKey, place)

export const newTenantId = (): string => `t-${randomBytes(8).toString('hex')}`

/** Creates a tenant for one test; returns its caller, which has all scopes of an application. */
export async function newTenant(options: { plan?: Plan } = {}, place: Place = sharedStack()): Promise<TestTenant> {
  const id = newTenantId()
  const { body } = await operator(place).call(calls.createTenant, { body: { id, ...options } })
  const { id: keyId, key } = body.apiKey
  return { ...holderOf(key, place), id, keyId, key }
}

/** A caller without a valid key. */
export const stranger = (headers: Readonly<Record<string, string>> = {}): Api =>
  createApi(sharedStack().url, { ...ownAddress(), ...headers })
