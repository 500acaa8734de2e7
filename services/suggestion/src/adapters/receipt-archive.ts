import { setTimeout as delay } from 'node:timers/promises'
import {
  calls,
  type PredictionRequest,
  type Replayed,
  type SearchRequest,
  type SuggestionRequest,
} from '@inkling/contracts'
import { type Database, type ReceiptWriter, readReceipt } from '@inkling/database'
import type { Caller, Upstream } from '@inkling/service-kit'
import { type RecordedReceipt, revisionOf, shownDetailsOf, versionOf } from '../domain/explain-receipt.ts'
import { withRules } from '../domain/ranking-rules.ts'
import type { Repeat } from '../domain/replay.ts'
import { suggest } from '../domain/suggest.ts'
import type { SourcesOf } from './service-sources.ts'

export interface ReceiptArchiveOptions {
  readonly database: Database
  readonly receipts: Pick<ReceiptWriter, 'flush'>
  readonly prediction: Upstream
  readonly search: Upstream
  readonly sourcesOf: SourcesOf
}

/** Other services store their receipts every 250 ms. */
const waits = { everyMs: 100, times: 4 }

/** The stored receipts, and the services that can make their answers again. */
export function receiptArchive({ database, receipts, prediction, search, sourcesOf }: ReceiptArchiveOptions) {
  return {
    async readReceipt(id: string, caller: Caller) {
      const read = () => readReceipt(database.of(caller), id)
      let found = await read()
      if (!found) await receipts.flush()
      for (let n = 0; !found && n < waits.times; n++) {
        found = await read()
        if (!found) await delay(waits.everyMs)
      }
      return found
    },
    repeatFor: (caller: Caller): Repeat => {
      const repeats = {
        prediction: (receipt: RecordedReceipt) => {
          const { without = [] } = (receipt.details ?? {}) as { without?: string[] }
          const body = {
            request: requestOf<PredictionRequest>(receipt),
            at: receipt.createdAt.toISOString(),
            // Items with similar content that were found later had no part in the answer.
            without: revisionOf(receipt)?.alike === 0 ? [...without, 'content'] : without,
          }
          return prediction.call(calls.replayPrediction, { body }, caller)
        },
        search: (receipt: RecordedReceipt) =>
          search.call(calls.replaySearch, { body: { request: requestOf<SearchRequest>(receipt) } }, caller),
        suggestion: (receipt: RecordedReceipt) => repeatSuggestion(receipt, sourcesOf(caller)),
      }
      return (receipt) => repeats[receipt.kind](receipt)
    },
  }
}

const requestOf = <T>({ request, userId, sessionId }: RecordedReceipt): T =>
  ({ ...request, ...(userId !== null && { userId }), ...(sessionId !== null && { sessionId }) }) as T

/**
 * By the weights of then and the rules of its experiment, and without what was dismissed or learned of items since.
 * Nothing is randomised.
 */
async function repeatSuggestion(receipt: RecordedReceipt, sources: ReturnType<SourcesOf>): Promise<Replayed> {
  const { context, cursor: _cursor, ...request } = requestOf<SuggestionRequest>(receipt)
  const { weights, version = 0, experiment } = shownDetailsOf(receipt) ?? {}
  const at = context.at ?? receipt.createdAt.toISOString()
  const again = await suggest(
    {
      ...sources,
      async basisOf(scenario) {
        const basis = withRules(await sources.basisOf(scenario), experiment?.rules ?? {})
        return { ...basis, ...(weights && { weights }), repeatMinutes: 0, explorationRate: 0, swapRate: 0 }
      },
    },
    { ...request, context: { ...context, at } },
  )
  const { data, epoch, logged } = again
  return {
    version: versionOf({ details: { ...logged.details, version } }) ?? '',
    epoch,
    data: data.map(({ itemId, score }) => ({ itemId, score })),
  }
}
