import { expect, it } from 'vitest'
import { errorTable } from './error-table.ts'
import { InklingError } from './inkling-error.ts'
import { fromProblem, toProblem } from './problem.ts'

const context = { instance: '/api/v1/items', requestId: 'req_1', traceId: 'trace_1' }

it('a problem tells what went wrong, where, and whether to try again', () => {
  const error = new InklingError('overloaded', 'Try again shortly')
  expect(toProblem(error, context)).toEqual({
    ...context,
    type: 'urn:inkling:error:overloaded',
    title: errorTable.overloaded.title,
    status: 503,
    detail: 'Try again shortly',
    code: 'overloaded',
    retryable: true,
  })
})

it('an error names itself and has the status of its code', () => {
  const error = new InklingError('rate_limited', 'Too many')
  expect(String(error)).toBe('InklingError: Too many')
  expect(error.status).toBe(429)
})

it('a problem never shows the internal message or the cause', () => {
  const error = new InklingError('internal', 'Something went wrong', {
    internal: 'password in pg_hba.conf',
    cause: new Error('secret cause'),
  })
  expect(error.message).toBe('password in pg_hba.conf')
  expect(error.cause).toEqual(new Error('secret cause'))
  expect(JSON.stringify(toProblem(error, context))).not.toMatch(/pg_hba|secret/)
})

it('a problem lists the faults of fields, if there are any', () => {
  const errors = [{ pointer: '/title', code: 'required', detail: 'This field is required' }]
  expect(toProblem(new InklingError('validation_failed', 'Not valid', { errors }), context)).toMatchObject({ errors })
  expect(toProblem(new InklingError('not_found', 'Nothing here'), context)).not.toHaveProperty('errors')
})

it('only errors with status 429, 503 or 504, and a request that is being answered, are retryable', () => {
  const retryable = Object.entries(errorTable).filter(([, entry]) => entry.retryable)
  const others = retryable.filter(([code]) => code !== 'idempotency_in_progress')
  expect(retryable).toHaveLength(others.length + 1)
  expect(new Set(others.map(([, entry]) => entry.status))).toEqual(new Set([429, 503, 504]))
})

it('a refusal, of which there are thousands in a second of overload, records no stack; other errors do', () => {
  expect(new InklingError('overloaded', 'Too much').stack).not.toContain('\n')
  expect(new InklingError('internal', 'Broken').stack).toContain('problem.test.ts')
})

it('the error of a problem has its code, its text for the caller and its faults of fields', () => {
  const errors = [{ pointer: '/title', code: 'required', detail: 'This field is required' }]
  const answered = toProblem(new InklingError('validation_failed', 'Not valid', { errors }), context)
  const error = fromProblem(answered, 'search answered 422')
  expect(error).toMatchObject({
    code: 'validation_failed',
    detail: 'Not valid',
    errors,
    message: 'search answered 422',
  })
  expect(fromProblem(answered).message).toBe('Not valid')
})
