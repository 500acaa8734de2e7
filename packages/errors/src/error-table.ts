/**
 * Every error code of the API: its HTTP status, its title, and whether the same request may succeed if it is sent
 * again. Codes are part of the public contract. A new code is an addition; a changed code breaks clients.
 */
export const errorTable = {
  malformed_json: { status: 400, title: 'The body is not valid JSON', retryable: false },
  bad_request: { status: 400, title: 'The request cannot be read', retryable: false },
  unauthenticated: { status: 401, title: 'The credential is missing or not valid', retryable: false },
  forbidden_scope: { status: 403, title: 'The credential lacks a scope', retryable: false },
  forbidden_origin: { status: 403, title: 'The key does not allow pages of this origin', retryable: false },
  forbidden_user: { status: 403, title: 'The token speaks for another user', retryable: false },
  blocked: { status: 403, title: 'The address or the key is blocked', retryable: false },
  not_found: { status: 404, title: 'The resource does not exist', retryable: false },
  method_not_allowed: { status: 405, title: 'This path does not support this method', retryable: false },
  request_timeout: { status: 408, title: 'The request took too long to arrive', retryable: false },
  gone: { status: 410, title: 'The resource is no longer kept', retryable: false },
  conflict: { status: 409, title: 'The request conflicts with the current state', retryable: false },
  idempotency_in_progress: { status: 409, title: 'A request with this key is being answered', retryable: true },
  precondition_failed: { status: 412, title: 'The resource has changed', retryable: false },
  payload_too_large: { status: 413, title: 'The body is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'This content type is not supported', retryable: false },
  validation_failed: { status: 422, title: 'The request is not valid', retryable: false },
  idempotency_mismatch: { status: 422, title: 'The key was sent with another request', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  quota_exceeded: { status: 429, title: 'A limit of the tenant is reached', retryable: true },
  headers_too_large: { status: 431, title: 'The URL and the headers are too large', retryable: false },
  internal: { status: 500, title: 'An internal error occurred', retryable: false },
  overloaded: { status: 503, title: 'The service is overloaded', retryable: true },
  dependency_unavailable: { status: 503, title: 'A part of the service is unavailable', retryable: true },
  deadline_exceeded: { status: 504, title: 'The deadline was exceeded', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>

export type ErrorCode = keyof typeof errorTable
