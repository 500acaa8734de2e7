import { InklingError } from '@inkling/errors'
import type { FastifyRequest } from 'fastify'

/** Values of the header `Consent`. Without the header, or with `all`, an application vouches for the consent. */
const values = ['none', 'all'] as const

/**
 * Whether the header `Consent` of a request refuses consent: then nothing may be stored under its user or session, and
 * the answer is that of an unknown user. Upper and lower case are equal.
 * @throws InklingError bad_request for any other value.
 */
export function refusesConsent({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const given = headers.consent
  if (given === undefined) return false
  const value = values.find((one) => one === String(given).trim().toLowerCase())
  if (value) return value === 'none'
  const detail = `The header Consent must be ${values.join(' or ')}, or absent; got ${JSON.stringify(given)}`
  throw new InklingError('bad_request', detail)
}

/** The same query or body without the person: the answer is then that of an unknown user. */
export function withoutPerson<T>(input: T): T {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  const { userId: _user, sessionId: _session, ...rest } = input as Record<string, unknown>
  return rest as T
}
