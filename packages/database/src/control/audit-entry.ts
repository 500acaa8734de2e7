/** Something that a person or a program did. */
export interface AuditEntry {
  readonly id: string
  /** RFC 3339, UTC, with milliseconds. */
  readonly at: string
  /** The tenant of the key. */
  readonly tenantId: string
  readonly keyId: string
  readonly service: string
  /** In the past: "key revoked". */
  readonly action: string
  /** What it was done to, before and after. `ofTenantId` names another tenant, which sees the entry, too. */
  readonly details: Readonly<Record<string, unknown>>
  /** From where. */
  readonly address: string
  readonly requestId: string
}
