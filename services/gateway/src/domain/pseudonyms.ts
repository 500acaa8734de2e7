import { createHmac, hkdfSync, type KeyObject } from 'node:crypto'
import { isStorable, pseudonymPattern } from '@inkling/contracts'

/** The pseudonym of a user: `psn_` and HMAC-SHA-256 (RFC 2104) in base64url. */
export type PseudonymOf = (userId: string) => string

/** Finds the pseudonyms of a tenant, of which `salt` is the half of the key that Postgres holds. */
export type Pseudonyms = (tenantId: string, salt: Buffer) => PseudonymOf

const keyBytes = 32
const maxIdBytes = 256

/**
 * The key of a tenant is HKDF-SHA-256 (RFC 5869) of a secret of the installation and the salt of the tenant. Neither
 * half alone tells anything, and without the salt the key is gone. It is kept in memory only as long as its salt.
 */
export function createPseudonyms(secret: KeyObject): Pseudonyms {
  const known = new WeakMap<Buffer, { readonly tenantId: string; readonly pseudonymOf: PseudonymOf }>()
  return (tenantId, salt) => {
    const found = known.get(salt)
    if (found?.tenantId === tenantId) return found.pseudonymOf
    const key = Buffer.from(hkdfSync('sha256', secret, salt, `inkling pseudonyms ${tenantId}`, keyBytes))
    const pseudonymOf: PseudonymOf = (userId) =>
      isId(userId) ? `psn_${createHmac('sha256', key).update(userId).digest('base64url')}` : userId
    known.set(salt, { tenantId, pseudonymOf })
    return pseudonymOf
  }
}

/** A pseudonym stands for itself. What no user can be called is left to the service, which refuses it. */
const isId = (text: string) => text !== '' && isStorable(text, maxIdBytes) && !pseudonymPattern.test(text)

/** The rights of a token, for the pseudonym of its user. */
export const pseudonymous = <T extends { readonly userId?: string }>(
  rights: T,
  pseudonymOf: PseudonymOf | undefined,
): T => (pseudonymOf && rights.userId !== undefined ? { ...rights, userId: pseudonymOf(rights.userId) } : rights)
