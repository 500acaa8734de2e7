import { type Static, Type } from 'typebox'
import { keyWarningDays, ownKeyDays } from '../key-lifetimes.ts'
import { planNames } from '../plans.ts'
import { roleNames } from '../roles.ts'
import { scopes } from '../scopes.ts'
import { AllowedOrigins } from './origin.ts'
import { Retention } from './retention.ts'
import { Text, Time } from './text.ts'

export const TenantId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'The id of the tenant: 1 to 63 lower-case letters, digits and hyphens, the first of them no hyphen',
  examples: ['shop'],
})

const plan = Type.Optional(
  Type.Enum(planNames, {
    description: 'How many requests per minute the tenant may make. The default is set by the operator',
  }),
)

export const TenantCreate = Type.Object(
  { id: TenantId, name: Type.Optional(Text(256, 'What people call the tenant. The default is its id')), plan },
  { additionalProperties: false },
)
export type TenantCreate = Static<typeof TenantCreate>

export const TenantPatch = Type.Object(
  {
    name: Type.Optional(Text(256, 'What people call the tenant')),
    plan: Type.Optional(Type.Enum(planNames, { description: 'How many requests per minute the tenant may make' })),
    status: Type.Optional(
      Type.Enum(['active', 'suspended'] as const, { description: 'All requests of a suspended tenant are refused' }),
    ),
    retention: Type.Optional(Retention),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description: 'The fields to change, at least one',
  },
)
export type TenantPatch = Static<typeof TenantPatch>

export const Tenant = Type.Object(
  {
    id: TenantId,
    name: Type.String(),
    plan: Type.String(),
    status: Type.Enum(['active', 'suspended', 'deleting'] as const),
    createdAt: Time('When the tenant was created'),
    retention: Type.Optional(Retention),
  },
  { description: 'The tenant' },
)
export type Tenant = Static<typeof Tenant>

export const KeyCreate = Type.Object(
  {
    name: Type.Optional(Text(128, 'What people call the key. The default is `key`')),
    scopes: Type.Optional(
      Type.Array(Type.Enum(scopes), {
        minItems: 1,
        uniqueItems: true,
        description:
          "What the key may do. The default is all of the tenant's own data: every scope but ops:* and admin. " +
          'With allowed origins it is events:write and predictions:read',
      }),
    ),
    allowedOrigins: Type.Optional(AllowedOrigins),
    expiresAt: Type.Optional(Time('When the key stops working. The default is never')),
  },
  { additionalProperties: false },
)
export type KeyCreate = Static<typeof KeyCreate>

export const OwnKeyCreate = Type.Object(
  {
    name: KeyCreate.properties.name,
    scopes: Type.Optional(
      Type.Array(Type.Enum(scopes), {
        minItems: 1,
        uniqueItems: true,
        description:
          'What the key may do, no more than the key that makes the call. The default is all that the latter may; ' +
          'with allowed origins it is events:write and predictions:read',
      }),
    ),
    role: Type.Optional(
      Type.Enum(roleNames, { description: 'What the key is for, instead of `scopes`: the scopes of that role' }),
    ),
    allowedOrigins: Type.Optional(AllowedOrigins),
    expiresAt: Type.Optional(
      Type.Union([Time(), Type.Null()], {
        description: `When the key stops working, in the future; null for never. The default is in ${ownKeyDays} days`,
      }),
    ),
  },
  { additionalProperties: false },
)
export type OwnKeyCreate = Static<typeof OwnKeyCreate>

export const KeyPatch = Type.Object(
  {
    name: Type.Optional(Text(128, 'What people call the key')),
    allowedOrigins: Type.Optional(AllowedOrigins),
  },
  {
    additionalProperties: false,
    examples: [{ allowedOrigins: ['https://shop.example'] }],
    minProperties: 1,
    description: 'The fields to change, at least one',
  },
)
export type KeyPatch = Static<typeof KeyPatch>

export const KeyRotate = Type.Object(
  {
    overlapSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 604_800,
        default: 3600,
        description: 'For how many seconds the old key still works, at most 7 days',
      }),
    ),
  },
  { additionalProperties: false },
)
export type KeyRotate = Static<typeof KeyRotate>

const keyFields = {
  id: Type.String({ description: 'The id of the key, which is no secret' }),
  name: Type.String(),
  scopes: Type.Array(Type.String(), { description: 'What the key may do' }),
  allowedOrigins: AllowedOrigins,
  createdAt: Time('When the key was created'),
  expiresAt: Type.Union([Time(), Type.Null()], { description: 'When the key stops working; null for never' }),
  expiresSoon: Type.Boolean({
    description: `Whether a key made for longer stops working within ${keyWarningDays} days and was not rotated`,
  }),
  lastUsedAt: Type.Union([Time(), Type.Null()], {
    description: 'When a request last had the key, up to a minute late; null for never',
  }),
}

export const ApiKey = Type.Object(keyFields, { description: 'The key, without its secret' })
export type ApiKey = Static<typeof ApiKey>

/** The only answer that holds the secret. */
export const NewApiKey = Type.Object(
  {
    ...keyFields,
    key: Type.String({
      description: 'The key with its secret. Store it now: it cannot be read again',
      examples: ['ink_EXAMPLE_NOT-A-REAL-SECRET'],
    }),
  },
  { description: 'The new key' },
)
export type NewApiKey = Static<typeof NewApiKey>

export const NewTenant = Type.Object(
  { ...Tenant.properties, apiKey: NewApiKey },
  { description: 'The tenant and its first key' },
)
export type NewTenant = Static<typeof NewTenant>
