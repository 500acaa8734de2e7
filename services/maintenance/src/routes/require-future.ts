import { InklingError } from '@inkling/errors'

/** @throws InklingError validation_failed for an end that has passed: what is stored would never hold */
export function requireFuture(expiresAt: string | undefined, nowMs = Date.now()): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > nowMs) return
  const detail = `Must be in the future; got ${expiresAt}. Leave it out for what holds until it is deleted`
  const errors = [{ pointer: '/expiresAt', code: 'past', detail }]
  throw new InklingError('validation_failed', `Not valid: /expiresAt. ${detail}`, { errors })
}
