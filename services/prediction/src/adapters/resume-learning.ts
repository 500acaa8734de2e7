import type { ModelState } from '@inkling/database'
import { type LearnedState, learnedFormat, type NextItemModel } from '@inkling/predictors'
import type { Logger } from '@inkling/telemetry'

/**
 * Lets a model that was built from a snapshot (0 if from none) continue with what was learned from the stream. If the
 * snapshot is newer and was trained, its parameters and weights stay. The measured quality of predictions is always
 * restored, and so is the weight of content neighbours, because training has none to learn it from. The league starts
 * again. A state of another version of the software is ignored.
 */
export function resumeLearning(
  model: NextItemModel,
  snapshot: bigint,
  { format, state, ...learned }: ModelState<LearnedState>,
  logger: Logger,
): void {
  const found = { format, snapshot: Number(learned.snapshot) }
  if (format !== learnedFormat) {
    logger.warn(found, 'the learned state is of another version of the software; it is ignored')
    return
  }
  const own = model.learned
  const { prequential, content = own.content } = state
  const isNewer = learned.snapshot >= snapshot || model.learnedCases === 0
  try {
    model.restore(isNewer ? state : { ...own, prequential, ...(content && { content }) })
  } catch (error) {
    model.restore(own)
    logger.warn({ err: error, ...found }, 'the learned state cannot be read; it is ignored')
  }
}
