import { calls } from '@inkling/contracts'
import type { NextItemModel } from '@inkling/predictors'
import { type Caller, implement } from '@inkling/service-kit'
import { temporalPatternMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'

export interface PatternsOptions {
  /** @throws InklingError dependency_unavailable if the model is not loaded at the deadline */
  readonly residentOf: (caller: Caller) => Promise<{ readonly model: NextItemModel }>
  readonly metrics?: ReturnType<typeof temporalPatternMetrics>
}

const defaultLimit = 50
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export async function patternsRoute(
  app: FastifyInstance,
  { residentOf, metrics = temporalPatternMetrics() }: PatternsOptions,
): Promise<void> {
  implement(app, calls.listPatterns, async ({ query: { limit = defaultLimit }, principal, deadline, isHome }) => {
    const { model } = await residentOf({ principal, deadline, isHome })
    const patterns = model.temporalPatterns(limit)
    metrics.reported.inc(patterns.length)
    return { data: patterns.map((pattern) => ({ ...pattern, text: inWords(pattern) })) }
  })
}

const inWords = ({ itemId, dayOfWeek, hour, lift }: ReturnType<NextItemModel['temporalPatterns']>[number]) =>
  `${itemId} is used on ${days[dayOfWeek - 1]}s at ${hour} UTC, ${times(lift)}`

const times = (lift: number) => `${lift < 10 ? lift.toFixed(1) : Math.round(lift)} times as often as other items`
