import { Type } from 'typebox'

/** application/problem+json (RFC 9457): the body of every answer of 400 and above. */
export const Problem = Type.Object({
  type: Type.String({ description: 'A URI that identifies the kind of problem' }),
  title: Type.String({ description: 'The kind of problem, in words' }),
  status: Type.Integer({ description: 'The HTTP status' }),
  detail: Type.String({ description: 'What is wrong with this request and what to do' }),
  instance: Type.String({ description: 'The path of the request' }),
  code: Type.String({
    description: 'The kind of problem, for programs. Codes do not change; the texts may',
    examples: ['validation_failed'],
  }),
  requestId: Type.String({ description: 'Name it when you ask for help; it is also in the header `X-Request-Id`' }),
  traceId: Type.String({ description: 'The id of the trace of this request (W3C Trace Context)' }),
  retryable: Type.Boolean({ description: 'Whether the same request may succeed later' }),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        pointer: Type.String({ description: 'JSON Pointer to the field' }),
        code: Type.String({ description: 'The rule that the field breaks, for programs' }),
        detail: Type.String({ description: 'What the field must be' }),
      }),
      { description: 'The fields that are not valid' },
    ),
  ),
})
