import { calls } from '@inkling/contracts'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { type LearningSums, learningMetrics } from '../domain/learning-metrics.ts'

export interface LearningWindow {
  readonly windowHours: number
  /** The number of last hours that are also shown separately. */
  readonly apartHours?: number | undefined
}

export interface LearningOptions {
  readonly readLearning: (window: LearningWindow, caller: Caller) => Promise<LearningSums>
}

const defaultWindow = '24h'
/** A week. */
const maxApartHours = 168

const hoursOf = (window: string) => Number.parseInt(window, 10) * (window.endsWith('d') ? 24 : 1)

export async function learningRoute(app: FastifyInstance, { readLearning }: LearningOptions): Promise<void> {
  implement(app, calls.getLearningMetrics, async ({ query: { window = defaultWindow, by }, principal, deadline }) => {
    const windowHours = hoursOf(window)
    // The present hour is one of them.
    const apartHours = by && Math.min(windowHours, maxApartHours - 1)
    const sums = await readLearning({ windowHours, apartHours }, { principal, deadline })
    return { window, ...learningMetrics(sums) }
  })
}
