import { type Database, type TenantDatabase, writeItemWords } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'
import { itemWords, maxCharacters } from '../domain/item-words.ts'
import { BackgroundWriter } from './background-writer.ts'

const leastPauseMs = 100
/**
 * It rests so many times as long as it worked: writing words never takes more than a quarter of the time from requests.
 */
const rest = 3

/**
 * Writes the words of items. If that fails, or a process ends before, the next search without an index asks for it
 * again.
 */
export function wordWriter(database: Pick<Database, 'background'>, logger: Logger): BackgroundWriter {
  return new BackgroundWriter({
    write: (tenantId) =>
      writeWords(database.background(tenantId)).catch((error: unknown) => {
        logger.warn({ err: error, tenantId }, 'cannot write words; until then, new items are searched without them')
        return false
      }),
    pauseMs: ({ workedMs }) => Math.max(leastPauseMs, rest * workedMs),
  })
}

/** Writes the words of the next items that changed. Returns whether words are left to write. */
export const writeWords = (database: TenantDatabase): Promise<boolean> =>
  writeItemWords(database, { maxCharacters, wordsOf: (item) => itemWords(database.tenantId, item) })
