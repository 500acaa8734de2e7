import { isPublishable, type Plan } from '@inkling/contracts'
import { type Caller, requestFact } from '@inkling/service-kit'
import type { PseudonymOf } from '../domain/pseudonyms.ts'

/** The owner of the valid key or token that a request carries. */
export type Identity = Caller['principal'] & {
  readonly plan: Plan
  /** The origins whose pages may call with the key. */
  readonly allowedOrigins: readonly string[]
  /** That it is no key, but a token, whose `keyId` names its issuer or the key from which it was made. */
  readonly isToken?: true
  /** When a token ends, which a stream would outlive. A key is read again. */
  readonly expiresAtMs?: number
  /** Finds the pseudonyms of the tenant's users; absent if their ids are stored as they are. */
  readonly pseudonymOf?: PseudonymOf
}

/** Whether pages have the key, so that everyone can read it. */
export const isForPages = ({ scopes, allowedOrigins }: Identity): boolean =>
  allowedOrigins.length > 0 || isPublishable(scopes)

/** Set by the hooks of `authentication`; a route that reads it must be behind one of them. */
export const requestIdentity = requestFact<Identity>('identity')
