/** What a key may do. `admin` stands apart: it administers tenants and reads none of their data. */
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
  'ops:read',
  'ops:write',
  'admin',
] as const

export type Scope = (typeof scopes)[number]

/** What a key may do that browsers hold and everyone can read: tell of usage, and ask what comes next. */
export const publishableScopes: readonly Scope[] = ['events:write', 'predictions:read']

/** What an application's key gets when nothing is asked for: all of a tenant's own data, nothing of the platform. */
export const applicationScopes: readonly Scope[] = scopes.filter(
  (scope) => scope !== 'admin' && !scope.startsWith('ops:'),
)
