import { applicationScopes, type Scope } from './scopes.ts'

const reading = applicationScopes.filter((scope) => scope.endsWith(':read') && !scope.startsWith('users:'))

/** What people do with Inkling, as sets of scopes: given to keys, or by the claim `roles` of a token. */
export const roles = {
  /** All of the tenant, its keys too. */
  owner: applicationScopes,
  /** Builds with it: all of its data but the keys, and what users may ask for. */
  developer: applicationScopes.filter((scope) => !/^(keys|users):/.test(scope)),
  /** Keeps it running: sees everything, starts runs, and does what users ask for. */
  operator: [...reading, 'maintenance:write', 'users:read', 'users:write'],
  /** Looks. */
  viewer: reading,
} as const satisfies Readonly<Record<string, readonly Scope[]>>

export type Role = keyof typeof roles
export const roleNames = Object.keys(roles) as Role[]
