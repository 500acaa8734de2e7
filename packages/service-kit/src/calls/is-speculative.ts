import type { FastifyRequest } from 'fastify'

/**
 * Whether a browser made the request speculatively, so that no person has seen the page yet: `Sec-Purpose: prefetch`,
 * also with parameters as in `prefetch;prerender`, or beside other purposes. Tokens are case-sensitive (RFC 8941).
 */
export function isSpeculative({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const purposes = String(headers['sec-purpose'] ?? '').split(',')
  return purposes.some((purpose) => purpose.split(';')[0]?.trim() === 'prefetch')
}
