import { type Call, Problem } from '@inkling/contracts'
import { type TSchema, Type } from 'typebox'

/**
 * The route schema of a call, from which its OpenAPI is generated. The gateway does not validate by it; the service
 * does.
 */
export function documentation(call: Call) {
  return {
    operationId: call.id,
    summary: call.summary,
    tags: [call.path.split('/')[1] ?? ''],
    security: [{ apiKey: [] }],
    description: [call.description, `Scope: \`${call.scope}\``].filter(Boolean).join('\n\n'),
    ...(call.params && { params: call.params }),
    ...(call.query && { querystring: call.query }),
    ...(call.body && bodyOf(call, call.body)),
    response: {
      ...answersOf(call),
      ...Object.fromEntries(Object.entries(problems).map(([status, description]) => [status, problem(description)])),
      default: problem('Another problem'),
    },
  }
}

/** Problems that every call may answer with. */
const problems = {
  401: 'The key is missing or not valid',
  403: 'The key lacks the scope of the call',
  429: 'Too many requests; the header `Retry-After` says how many seconds to wait',
  503: 'A part of Inkling is unavailable or overloaded; the header `Retry-After` says how many seconds to wait',
}

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
