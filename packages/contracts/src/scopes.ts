/**
 * What a key may do. `admin` administers tenants and reads none of their data. `traces:write` sends spans, and so does
 * `ops:write`. `keys:write` makes and revokes the keys of its own tenant, with no more scopes than it has itself.
 */
export const scopes = [
  'items:read',
  'items:write',
  'events:write',
  'predictions:read',
  'suggestions:read',
  'search:read',
  'learning:read',
  'maintenance:read',
  'maintenance:write',
  'users:read',
  'users:write',
  'keys:read',
  'keys:write',
  'ops:read',
  'ops:write',
  'traces:write',
  'admin',
] as const

export type Scope = (typeof scopes)[number]

/** Whether a scope is of those who run the installation, and not of its tenants. */
export const isOfOperators = (scope: Scope | undefined): boolean =>
  scope === 'ops:read' || scope === 'ops:write' || scope === 'admin'

/** The scopes that a key in a browser may have: everyone who loads the page can read such a key. */
export const publishableScopes: readonly Scope[] = ['events:write', 'predictions:read']

/** The scopes that a key with allowed origins may have: what a page shows, and what its visitors do. */
export const pageScopes: readonly Scope[] = [...publishableScopes, 'suggestions:read', 'search:read']

/** Whether a key is publishable: it has no other scopes, and may stand in a page. */
export const isPublishable = (of: readonly string[]): boolean =>
  of.every((scope) => (publishableScopes as readonly string[]).includes(scope))

/**
 * The scopes of a key that is created without a list of them: all of the tenant's own data, nothing of the platform.
 */
export const applicationScopes: readonly Scope[] = scopes.filter(
  (scope) => !(scope === 'admin' || scope === 'traces:write' || scope.startsWith('ops:')),
)
