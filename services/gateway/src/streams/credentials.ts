import { isKeyInForce } from '@inkling/contracts/api-key'
import type { Deadline } from '@inkling/resilience'
import type { StoredKeys } from '../adapters/stored-keys.ts'
import type { Identity } from '../plugins/request-identity.ts'
import type { Tokens } from '../plugins/tokens.ts'

/**
 * What is stored of the key or the token's issuer of an identity, and of the pseudonyms of its tenant, to be compared
 * with what it is later; undefined if it is not in force, or no longer gives what the identity has.
 * @throws InklingError dependency_unavailable if that cannot be told now
 */
export type CredentialOf = (identity: Identity, deadline: Deadline) => Promise<string | undefined>

export const createCredentialOf =
  (keys: Pick<StoredKeys, 'find'>, tokens: Pick<Tokens, 'issuerOf'>): CredentialOf =>
  async (identity, deadline) => {
    // The id of a key has no slash, as that of an issuer has.
    if (identity.keyId.includes('/')) return tokens.issuerOf(identity, deadline)
    const stored = await keys.find(identity.keyId, deadline)
    if (!stored || !isKeyInForce(stored, Date.now())) return undefined
    const hasAll = identity.scopes.every((scope) => stored.scopes.includes(scope))
    const { secretHash, pseudonymSalt } = stored
    return hasAll ? `${secretHash.toString('base64url')} ${pseudonymSalt?.toString('base64url')}` : undefined
  }
