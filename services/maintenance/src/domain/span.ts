type Attributes = Readonly<Record<string, unknown>>

/** Ids are hexadecimal in lower case; times are in µs, `startUs` since 1970. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  readonly startUs: number
  readonly durationUs: number
  readonly service: string
  readonly name: string
  /** As OTLP numbers kinds: 1 internal, 2 server, 3 client, 4 producer, 5 consumer, 0 unknown. */
  readonly kind: number
  readonly isError: boolean
  readonly message: string | null
  readonly tenantId: string | null
  readonly attributes: Attributes
  readonly events: readonly { readonly name: string; readonly atUs: number; readonly attributes: Attributes }[]
  /** Spans of other traces that this one follows. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
}
