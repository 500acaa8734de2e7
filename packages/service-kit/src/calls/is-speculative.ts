import type { FastifyRequest } from 'fastify'

/**
 * Whether a browser made the request on a guess: `Sec-Purpose: prefetch`, also with parameters as in `prefetch;prerender`
 * or beside other purposes. Tokens of RFC 8941, which are case-sensitive. Nobody has seen such a page yet.
 */
export function isSpeculative({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const purposes = String(headers['sec-purpose'] ?? '').split(',')
  return purposes.some((purpose) => purpose.split(';')[0]?.trim() === 'prefetch')
}
