import { type Static, Type } from 'typebox'
import { planNames } from '../plans.ts'
import { scopes } from '../scopes.ts'
import { Text, Time } from './text.ts'

export const TenantId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'Lower-case letters, digits and hyphens, at most 63',
})

export const TenantCreate = Type.Object(
  { id: TenantId, name: Type.Optional(Text(256)), plan: Type.Optional(Type.Enum(planNames)) },
  { additionalProperties: false },
)
export type TenantCreate = Static<typeof TenantCreate>

export const TenantPatch = Type.Object(
  {
    name: Type.Optional(Text(256)),
    plan: Type.Optional(Type.Enum(planNames)),
    status: Type.Optional(Type.Enum(['active', 'suspended'] as const)),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type TenantPatch = Static<typeof TenantPatch>

export const Tenant = Type.Object({
  id: TenantId,
  name: Type.String(),
  plan: Type.String(),
  status: Type.Enum(['active', 'suspended', 'deleting'] as const),
  createdAt: Time,
})
export type Tenant = Static<typeof Tenant>

export const KeyCreate = Type.Object(
  {
    name: Type.Optional(Text(128)),
    scopes: Type.Optional(Type.Array(Type.Enum(scopes), { minItems: 1, uniqueItems: true })),
    expiresAt: Type.Optional(Time),
  },
  { additionalProperties: false },
)
export type KeyCreate = Static<typeof KeyCreate>

export const KeyRotate = Type.Object(
  {
    overlapSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 604_800, default: 3600, description: 'How long the old secret still works' }),
    ),
  },
  { additionalProperties: false },
)
export type KeyRotate = Static<typeof KeyRotate>

export const ApiKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: Time,
  expiresAt: Type.Union([Time, Type.Null()]),
})
export type ApiKey = Static<typeof ApiKey>

/** The secret is in this answer and nowhere else. */
export const NewApiKey = Type.Object({ ...ApiKey.properties, key: Type.String({ description: 'Shown once' }) })
export type NewApiKey = Static<typeof NewApiKey>

export const NewTenant = Type.Object({ ...Tenant.properties, apiKey: NewApiKey })
export type NewTenant = Static<typeof NewTenant>
