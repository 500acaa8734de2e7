import type { Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'
import { BackgroundWriter } from './background-writer.ts'
import { writeWords } from './write-words.ts'

const leastPauseMs = 100
/** Rests so many times as long as it worked, so that writing words never takes more than a quarter of the time from requests. */
const rest = 3

/** Writes words of items. What fails, or what a process that ends leaves, the next search without an index asks for. */
export function wordWriter(database: Database, logger: Logger): BackgroundWriter {
  return new BackgroundWriter({
    write: (tenantId) =>
      writeWords(database, tenantId).catch((error: unknown) => {
        logger.warn({ err: error, tenantId }, 'cannot write words; new items are searched without them until then')
        return false
      }),
    pauseMs: ({ workedMs }) => Math.max(leastPauseMs, rest * workedMs),
  })
}
