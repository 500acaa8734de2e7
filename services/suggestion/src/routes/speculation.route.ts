import { calls } from '@inkling/contracts'
import { implement, type Upstream } from '@inkling/service-kit'
import { metrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serviceSources } from '../adapters/service-sources.ts'
import { noRules, speculate } from '../domain/speculate.ts'

export interface SpeculationOptions {
  readonly prediction: Upstream
  readonly search: Upstream
  readonly legTimeoutMs: number
}

export async function speculationRoute(
  app: FastifyInstance,
  { prediction, search, legTimeoutMs }: SpeculationOptions,
): Promise<void> {
  implement(app, calls.getSpeculationRules, async ({ query, principal, request, reply, deadline }) => {
    reply.headers({ 'cache-control': 'private, no-store', vary: 'Save-Data' })
    if (savesData(request)) return noRules
    const token = request.headers['consistency-token']
    const headers = typeof token === 'string' ? { 'consistency-token': token } : undefined
    const sources = serviceSources(prediction, search, { principal, deadline }, legTimeoutMs, headers)
    const { rules, degraded } = await speculate(sources, query)
    for (const reason of degraded) metrics.degradedAnswers.inc({ reason })
    if (degraded.length > 0) reply.header('degraded', degraded.join(', '))
    return rules
  })
}

/** `Save-Data: on` (https://wicg.github.io/savedata): whoever pays by the megabyte makes no bets. */
const savesData = ({ headers }: FastifyRequest) =>
  String(headers['save-data'] ?? '')
    .trim()
    .toLowerCase() === 'on'
