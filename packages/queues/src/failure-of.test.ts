import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type ErrorCode, InklingError } from '@inkling/errors'
import { expect, it } from 'vitest'
import { failureOf } from './failure-of.ts'

it.each([
  ['dependency_unavailable', 'outage'],
  ['overloaded', 'outage'],
  ['deadline_exceeded', 'outage'],
  ['not_found', 'refusal'],
  ['conflict', 'refusal'],
  ['validation_failed', 'refusal'],
  ['rate_limited', 'fault'],
  ['idempotency_in_progress', 'fault'],
  ['internal', 'fault'],
] as const satisfies [ErrorCode, string][])('an attempt that failed with %s is a case of %s', (code, failure) =>
  expect(failureOf(new InklingError(code, 'no'))).toBe(failure),
)

it('other errors are faults, whatever their code, and so is what is no error', () => {
  for (const error of [Object.assign(new Error('no'), { code: 'conflict' }), 'conflict', undefined])
    expect(failureOf(error)).toBe('fault')
})

it('tells an outage in a thread of its own', async () => {
  const errors = JSON.stringify(import.meta.resolve('@inkling/errors'))
  const thread = new Worker(
    `import(${errors}).then(({ InklingError }) => { throw new InklingError('dependency_unavailable', 'no') })`,
    { eval: true },
  )
  const [error] = await once(thread, 'error').catch((thrown: unknown) => [thrown])
  expect(failureOf(error)).toBe('outage')
})
