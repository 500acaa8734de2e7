import { type Static, Type } from 'typebox'

const usageWindows = ['5m', '1h', '24h', '30d'] as const

export const TenantUsageQuery = Type.Object(
  { window: Type.Optional(Type.Enum(usageWindows, { description: 'The time up to now; the default is 1h' })) },
  { additionalProperties: false },
)

const TenantUsage = Type.Object({
  tenantId: Type.String({ examples: ['acme'] }),
  requests: Type.Integer({ description: 'Requests that were answered' }),
  errors: Type.Integer({ description: 'Those that failed by a fault of Inkling' }),
  share: Type.Number({ description: 'Of the requests of all tenants, 0 to 1' }),
})
export type TenantUsage = Static<typeof TenantUsage>

export const TenantUsageReport = Type.Object({
  window: Type.Enum(usageWindows),
  data: Type.Array(TenantUsage, { description: 'At most 100, those with the most requests first' }),
})
export type TenantUsageReport = Static<typeof TenantUsageReport>
