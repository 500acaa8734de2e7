import { InklingError } from '@inkling/errors'
import { limitMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'

export class LimitExceeded extends InklingError {
  /** A label of metrics. */
  readonly limit: string

  constructor(
    limit: string,
    detail: string,
    retryAfterSeconds: number,
    code: 'rate_limited' | 'quota_exceeded' = 'rate_limited',
  ) {
    super(code, detail, { retryAfterSeconds })
    this.limit = limit
  }
}

/** Counts the answers that are rejections, by limit. What was taken back, because a key turned out valid, is none. */
export function countRejections(app: FastifyInstance, { rejections } = limitMetrics()): void {
  app.addHook('onError', (_request, _reply, error, done) => {
    if (error instanceof LimitExceeded) rejections.inc({ limit: error.limit })
    done()
  })
}
