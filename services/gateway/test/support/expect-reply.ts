import { type Call, Problem } from '@inkling/contracts'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { expect } from 'vitest'

export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/**
 * Checks an answer to `call` against the contract: status, headers, media type and body. Returns the parsed body.
 */
export function expectReply(call: Call, { status, headers, text }: Received): unknown {
  expect(headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
  expect(headers.get('x-request-id')).toMatch(/^[\w.:-]{1,128}$/)
  expect(headers.get('server-timing')).toMatch(/dur=[\d.]+/)
  if (status >= 400) return expectProblem({ status, headers, text })
  expect(Object.keys(call.answers), `${call.id} answered ${status}: ${text}`).toContain(String(status))
  const schema = call.answers[status]
  return schema ? expectJson(schema, { headers, text }, call.mediaType) : expectNothing(text)
}

/** Expects a problem (RFC 9457) that agrees with the status and the headers. */
export function expectProblem({ status, headers, text }: Received): unknown {
  expect(headers.get('content-type'), text).toMatch(/^application\/problem\+json\b/)
  const problem = expectSchema(Problem, text)
  expect(problem).toMatchObject({ status, requestId: headers.get('x-request-id') })
  expect(headers.get('traceparent')).toContain((problem as { traceId: string }).traceId)
  const mustSayWhen = status === 429 || status === 503
  expect(!mustSayWhen || Number(headers.get('retry-after')) > 0, 'Retry-After').toBe(true)
  return problem
}

function expectJson(schema: TSchema, { headers, text }: Omit<Received, 'status'>, mediaType = 'application/json') {
  expect(headers.get('content-type')?.split(';')[0]).toBe(mediaType)
  return expectSchema(schema, text)
}

function expectNothing(text: string): undefined {
  expect(text).toBe('')
}

const validators = new WeakMap<TSchema, Validator>()

function expectSchema(schema: TSchema, text: string): unknown {
  const validator = validators.get(schema) ?? Compile(schema)
  validators.set(schema, validator)
  const value: unknown = JSON.parse(text)
  expect(validator.Errors(value), text).toEqual([])
  return value
}
