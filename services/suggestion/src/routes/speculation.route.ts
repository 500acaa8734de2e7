import { calls } from '@inkling/contracts'
import { type Caller, implement, prefersEarlyHints, stepsAside } from '@inkling/service-kit'
import { answerMetrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { earlyLinks } from '../domain/early-links.ts'
import { noRules, type SpeculationSources, speculate } from '../domain/speculate.ts'
import { passedOn } from './passed-on.ts'

export interface SpeculationOptions {
  /** @param headers Those that all sources must know of the request. */
  readonly sourcesOf: (caller: Caller, headers: Readonly<Record<string, string>>) => SpeculationSources
  readonly metrics?: ReturnType<typeof answerMetrics>
}

export async function speculationRoute(
  app: FastifyInstance,
  { sourcesOf, metrics = answerMetrics() }: SpeculationOptions,
): Promise<void> {
  implement(app, calls.getSpeculationRules, async ({ query, principal, request, reply, deadline }) => {
    reply.headers({ 'cache-control': 'private, no-store', vary: 'Save-Data, Prefer' })
    if (savesData(request)) return noRules
    if (stepsAside(request, 'prefetch')) {
      metrics.degraded.inc({ reason: 'load' })
      reply.header('degraded', 'load')
      return noRules
    }
    const sources = sourcesOf({ principal, deadline }, passedOn(request))
    const { rules, degraded } = await speculate(sources, query, request.headers.origin)
    for (const reason of degraded) metrics.degraded.inc({ reason })
    if (degraded.length > 0) reply.header('degraded', degraded.join(', '))
    const links = prefersEarlyHints(request.headers) ? earlyLinks(rules) : ''
    if (links) reply.header('link', links)
    return rules
  })
}

/** `Save-Data: on` (https://wicg.github.io/savedata): the user pays for data, so nothing is fetched on a guess. */
const savesData = ({ headers }: FastifyRequest) =>
  String(headers['save-data'] ?? '')
    .trim()
    .toLowerCase() === 'on'
