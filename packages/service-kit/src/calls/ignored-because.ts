import { isPublishable } from '@inkling/contracts'
import { isBot } from '@inkling/contracts/is-bot'
import type { FastifyRequest } from 'fastify'
import { refusesConsent } from './consent.ts'
import { isSpeculative } from './is-speculative.ts'
import type { Principal } from './principal.ts'

type Sent = Pick<FastifyRequest, 'headers'>

/** Why valid lines of a request are not stored: a browser guesses, or the user refuses consent. */
export function ignoredBecause(request: Sent): 'prefetch' | 'consent' | undefined {
  if (isSpeculative(request)) return 'prefetch'
  return refusesConsent(request) ? 'consent' : undefined
}

/** HTTP libraries, by the first word of their user agent: curl, node, python-requests, okhttp, Go-http-client. */
const library = /^(?:[\w.-]*(?:http|curl|wget|fetch|request|urllib|axios|undici)[\w.-]*|node|java|python|php|ruby)\b/i

/**
 * Whether a robot is at work: by the user agent that a line names, or else by that of the request, if the visitor's own
 * browser sends it, which a publishable key tells. The user agent of an application's server says nothing, and nor does
 * that of an HTTP library: a native application uses one, or a server whose key has few scopes.
 */
export function visitorIsBot({ headers }: Sent, { scopes }: Pick<Principal, 'scopes'>, named?: unknown): boolean {
  if (typeof named === 'string') return isBot(named)
  const agent = headers['user-agent'] ?? ''
  return isPublishable(scopes) && !library.test(agent) && isBot(agent)
}
