export interface CallOptions {
  readonly signal?: AbortSignal
  /**
   * Retries a call that is not idempotent by itself. This is safe: all attempts carry one `Idempotency-Key`, so that
   * the call takes effect once.
   */
  readonly retry?: boolean
  /** Further headers, such as the browser's `sec-purpose`, the user's `consent` or a `consistency-token`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Is told the headers of a successful answer, such as its `ETag`. */
  readonly onHeaders?: (headers: Headers) => void
}
