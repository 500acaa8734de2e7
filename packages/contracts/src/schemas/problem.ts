import { Type } from 'typebox'

/** application/problem+json (RFC 9457): every answer of 400 and above. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String(),
  code: Type.String({ description: 'For programs; the texts may change' }),
  requestId: Type.String(),
  traceId: Type.String(),
  retryable: Type.Boolean({ description: 'Whether the same request may succeed later' }),
  errors: Type.Optional(
    Type.Array(Type.Object({ pointer: Type.String(), code: Type.String(), detail: Type.String() })),
  ),
})
