import { type Call, noQuery, Problem, tagOf, takesIdempotencyKey } from '@inkling/contracts'
import { type TSchema, Type } from 'typebox'
import { keyPattern, maxKeyLength } from './idempotency-key.ts'

/**
 * The route schema of a call, from which its OpenAPI is generated. The gateway does not validate by it; the service
 * does.
 */
export function documentation(call: Call) {
  return {
    operationId: call.id,
    summary: call.summary,
    tags: [tagOf(call)],
    security: [{ apiKey: [] }],
    description: [call.description, `Scope: \`${call.scope}\``].filter(Boolean).join('\n\n'),
    ...(call.params && { params: call.params }),
    querystring: call.query ?? noQuery,
    ...(takesIdempotencyKey(call) && { headers: idempotencyHeader }),
    ...(call.body && bodyOf(call, call.body)),
    response: {
      ...answersOf(call),
      ...problemsOf(call),
      default: problem('Another problem'),
    },
  }
}

const idempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxKeyLength,
      pattern: keyPattern,
      description:
        'A UUID, new for each request and the same in its retries: for 24 hours a retry gets the first answer again, ' +
        'with `Idempotent-Replayed: true`, and takes no effect',
    }),
  ),
})

/** Problems that every call may answer with. */
const problems = {
  401: 'The key is missing or not valid',
  403: 'The key lacks the scope of the call',
  422: 'A field is not valid; `errors` names it',
  429: 'Too many requests; the header `Retry-After` says how many seconds to wait',
  500: 'An internal error; name its `requestId` when you ask for help',
  503: 'A part of Inkling is unavailable or overloaded; the header `Retry-After` says how many seconds to wait',
  504: 'The deadline of the request was exceeded',
}
const keyProblems = { 409: 'The state forbids it, or a request with this `Idempotency-Key` is being answered' }
const stateProblems = { 409: 'The state forbids it' }
const pathProblems = { 404: 'There is no such thing' }
const bodyProblems = {
  400: 'The body cannot be read as JSON',
  413: 'The body is too large',
  415: 'The content type or coding of the body is not supported',
}

const problemsOf = (call: Call, { params, body, problems: further = [] } = call) =>
  Object.fromEntries(
    Object.entries({
      ...problems,
      ...(further.includes(409) && stateProblems),
      ...(takesIdempotencyKey(call) && keyProblems),
      ...((params || further.includes(404)) && pathProblems),
      ...(body && bodyProblems),
    }).map(([status, description]) => [status, problem(description)]),
  )

const problem = (meaning: string) => ({
  description: `${meaning}. The body is a problem (RFC 9457)`,
  content: { 'application/problem+json': { schema: Problem } },
})

function bodyOf({ bulk, method }: Call, line: TSchema) {
  if (method === 'PATCH') return { consumes: ['application/merge-patch+json', 'application/json'], body: line }
  if (!bulk) return { consumes: ['application/json'], body: line }
  return {
    consumes: ['application/json', 'application/x-ndjson'],
    body: Type.Union([line, Type.Array(line, { minItems: 1, maxItems: bulk.maxLines })]),
  }
}

const answersOf = ({ answers, mediaType }: Call) =>
  Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema && mediaType
        ? { description: 'Success', content: { [mediaType]: { schema } } }
        : (schema ?? { type: 'null', description: 'No body' }),
    ]),
  )
