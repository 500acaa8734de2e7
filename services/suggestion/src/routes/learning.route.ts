import { calls } from '@inkling/contracts'
import { type Caller, type CommittedWrite, implement, seenWrite } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { type LearningSums, learningMetrics } from '../domain/learning-metrics.ts'

export interface LearningWindow {
  readonly windowHours: number
  /** The last hours, or the days that they touch, are also shown separately. */
  readonly apart?: { readonly by: 'hour' | 'day'; readonly hours: number } | undefined
}

export interface LearningOptions {
  /** @param seen a write that the metrics must be read after */
  readonly readLearning: (window: LearningWindow, caller: Caller, seen?: CommittedWrite) => Promise<LearningSums>
}

const defaultWindow = '24h'
/** A week of hours, a quarter of days. The present one is one of them. */
const mostHours = { hour: 168 - 1, day: 24 * (92 - 1) }

const hoursOf = (window: string) => Number.parseInt(window, 10) * (window.endsWith('d') ? 24 : 1)

export async function learningRoute(app: FastifyInstance, { readLearning }: LearningOptions): Promise<void> {
  implement(app, calls.getLearningMetrics, async ({ query, principal, deadline, request }) => {
    const { window = defaultWindow, by } = query
    const windowHours = hoursOf(window)
    const apart = by && { by, hours: Math.min(windowHours, mostHours[by]) }
    const sums = await readLearning({ windowHours, apart }, { principal, deadline }, seenWrite(request))
    return { window, ...learningMetrics(sums) }
  })
}
