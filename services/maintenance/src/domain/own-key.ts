import { type OwnKeyCreate, ownKeyDays, publishableScopes, roles, type Scope } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'

const dayMs = 86_400_000

/** The key with which a tenant makes another one. */
export interface MakingKey {
  readonly scopes: readonly Scope[]
  /** RFC 3339; null if it does not end. */
  readonly expiresAt: string | null
}

/**
 * The facts of a key that a tenant makes for itself: never more scopes than the key that makes it, no later end, and 90
 * days unless it says otherwise.
 * @throws InklingError forbidden_scope; validation_failed if it would have ended by now or would end after the key that
 * makes it, or has scopes and a role
 */
export function ownKey(
  { name = 'key', allowedOrigins = [], scopes, role, expiresAt }: OwnKeyCreate,
  { scopes: own, expiresAt: lastEnd }: MakingKey,
  nowMs: number,
) {
  if (expiresAt && Date.parse(expiresAt) <= nowMs) throw past(expiresAt)
  const lastMs = lastEnd === null ? Number.POSITIVE_INFINITY : Date.parse(lastEnd)
  if (lastEnd !== null && (expiresAt === null || (expiresAt && Date.parse(expiresAt) > lastMs))) throw late(lastEnd)
  if (scopes && role) throw twice()
  const byDefault = allowedOrigins.length > 0 ? publishableScopes : own
  const wanted = scopes ?? (role ? roles[role] : byDefault)
  return {
    name,
    scopes: requireOwnScopes(wanted, own),
    allowedOrigins,
    expiresAt:
      expiresAt === undefined ? new Date(Math.min(lastMs, nowMs + ownKeyDays * dayMs)).toISOString() : expiresAt,
  }
}

/** @throws InklingError forbidden_scope if a scope is wanted that whoever asks lacks */
export function requireOwnScopes(wanted: readonly Scope[], own: readonly Scope[]): readonly Scope[] {
  const more = wanted.filter((scope) => !own.includes(scope))
  if (more.length === 0) return wanted
  const detail = `Your key lacks ${more.join(', ')}; it can give no more scopes than it has`
  throw new InklingError('forbidden_scope', detail, { errors: [{ pointer: '/scopes', code: 'scopes', detail }] })
}

function twice(): InklingError {
  const detail = 'Send scopes or a role, not both'
  const errors = [{ pointer: '/role', code: 'scopes', detail }]
  return new InklingError('validation_failed', `Not valid: /role. ${detail}`, { errors })
}

function late(lastEnd: string): InklingError {
  const detail = `Your key ends at ${lastEnd}, and no key that it makes may end later. Leave it out, or use another key`
  const errors = [{ pointer: '/expiresAt', code: 'late', detail }]
  return new InklingError('validation_failed', `Not valid: /expiresAt. ${detail}`, { errors })
}

function past(expiresAt: string): InklingError {
  const detail = `Must be in the future; got ${expiresAt}. Leave it out for ${ownKeyDays} days, or send null for never`
  const errors = [{ pointer: '/expiresAt', code: 'past', detail }]
  return new InklingError('validation_failed', `Not valid: /expiresAt. ${detail}`, { errors })
}
