import type { Logger } from '@inkling/telemetry'
import { BackgroundWriter, type BackgroundWriterOptions } from '../background-writer.ts'

export interface EmbeddingWriterOptions extends Pick<BackgroundWriterOptions, 'write' | 'onPage'> {
  readonly logger: Logger
  /** From 0 to 1. */
  readonly random?: () => number
}

/** Between two rounds without a failure. */
const pauseMs = 100
/** After failures in a row: 1 s, 2 s, 4 s … to a minute, half of it random, so that processes do not retry together. */
const firstRetryMs = 1_000
const lastRetryMs = 60_000

/**
 * Embeds items. The endpoint is the same for all tenants: a failure for one ends the round for all, and the next round
 * tries again, for as long as the process lives. If the process ends first, the tenant's next write or first search
 * asks again.
 */
export function embeddingWriter({ logger, random = Math.random, ...work }: EmbeddingWriterOptions): BackgroundWriter {
  return new BackgroundWriter({
    ...work,
    pauseMs({ failures }) {
      if (failures === 0) return pauseMs
      return Math.min(lastRetryMs, firstRetryMs * 2 ** (failures - 1)) * (0.5 + random() / 2)
    },
    onFailure: (error) => logger.warn({ err: error }, 'cannot embed items; until then they are found by words'),
  })
}
