import { isStorable, pageScopes, type Role, roles, type Scope, type TokenIssuer } from '@inkling/contracts'
import type { JWTPayload } from 'jose'

const defaultUserClaim = 'userId'
const maxUserBytes = 256

/** What the claims of a verified token say about its holder. */
export interface TokenFacts {
  readonly scopes: readonly Scope[]
  readonly userId?: string
}

/**
 * What a token may do: what its claims `scope`, `scopes` and `roles` say, within what its issuer may give; all of the
 * latter if it has none of these claims. If it names a user, only what a page may do. Undefined for a user that is no
 * id, and for one that is missing where the issuer names its claim.
 */
export function factsOf(payload: JWTPayload, { scopes: most, userClaim }: TokenIssuer): TokenFacts | undefined {
  const user = payload[userClaim ?? defaultUserClaim]
  const claimed = claimedScopes(payload)
  const scopes = most.filter((scope) => claimed === undefined || claimed.has(scope))
  if (user === undefined) return userClaim === undefined ? { scopes } : undefined
  if (typeof user !== 'string' || user === '' || !isStorable(user, maxUserBytes)) return undefined
  return { scopes: scopes.filter((scope) => pageScopes.includes(scope)), userId: user }
}

function claimedScopes({ scope, scopes, roles: named }: JWTPayload): ReadonlySet<unknown> | undefined {
  if (scope === undefined && scopes === undefined && named === undefined) return undefined
  const words = typeof scope === 'string' ? scope.split(' ') : []
  return new Set<unknown>([...words, ...listed(scopes), ...listed(named).flatMap(scopesOf)])
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const scopesOf = (role: unknown): readonly Scope[] =>
  typeof role === 'string' && Object.hasOwn(roles, role) ? roles[role as Role] : []
