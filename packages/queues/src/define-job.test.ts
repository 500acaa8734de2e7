import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { defineJob, type JobOptions } from './define-job.ts'

const payload = Type.Object({ tenantId: Type.String(), seconds: Type.Number({ maximum: 5 }) })
const options = {
  payload,
  concurrency: 1,
  maxWaiting: 1,
  timeoutMs: 1,
  attempts: 1,
  backoffMs: 1,
  requestedBy: 'inkling',
} as const satisfies JobOptions<typeof payload>

describe('defineJob', () => {
  it.each(['concurrency', 'maxWaiting', 'timeoutMs', 'attempts', 'backoffMs'] as const)(
    'rejects a limit that is not a whole number of at least 1: %s',
    (limit) => {
      expect(() => defineJob('tidy', options)).not.toThrow()
      for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => defineJob('tidy', { ...options, [limit]: value })).toThrow(
          new RangeError(`${limit} of job tidy must be a whole number of at least 1, got ${value}`),
        )
    },
  )

  it('returns a payload that fits the schema', () => {
    const given = { tenantId: 'acme', seconds: 5 }
    expect(defineJob('tidy', options).check(given)).toBe(given)
  })

  it('names the job and the field of a payload that does not fit the schema', () => {
    const { check } = defineJob('tidy', options)
    expect(() => check({ tenantId: 'acme', seconds: 6 })).toThrow(
      new RangeError('payload of job tidy/seconds must be <= 5'),
    )
    expect(() => check(undefined)).toThrow(new RangeError('payload of job tidy must be object'))
  })
})
