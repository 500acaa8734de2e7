import { learnedFormat, type NextItemModel } from '@inkling/predictors'
import type { Logger } from '@inkling/telemetry'
import type { StoredLearned } from './learned-store.ts'

/**
 * Lets a model that was built of a snapshot (0 if of none) go on with what was learned from the stream. Parameters and weights of a
 * newer snapshot that was trained stand; how good predictions were goes on in any case, and so does what content neighbours are
 * worth, which no training can teach because it has none. What another version of the
 * software stored is left aside.
 */
export function resumeLearning(
  model: NextItemModel,
  snapshot: bigint,
  { format, state, ...stored }: StoredLearned,
  logger: Logger,
): void {
  const found = { format, snapshot: Number(stored.snapshot) }
  if (format !== learnedFormat) {
    logger.warn(found, 'what was learned is of another version of the software; it is left aside')
    return
  }
  const own = model.learned
  const { prequential, content = own.content } = state
  const isNewer = stored.snapshot >= snapshot || model.learnedCases === 0
  try {
    model.restore(isNewer ? state : { ...own, prequential, ...(content && { content }) })
  } catch (error) {
    model.restore(own)
    logger.warn({ err: error, ...found }, 'what was learned cannot be read; it is left aside')
  }
}
