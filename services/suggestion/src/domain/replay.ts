import type { ExplainedReceipt, Replayed } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type RecordedReceipt, revisionOf, shownDetailsOf, versionOf } from './explain-receipt.ts'
import type { ShownDetails } from './receipt-details.ts'
import { replayRanking } from './replay-ranking.ts'
import { whatMoved } from './what-moved.ts'

type Replay = NonNullable<ExplainedReceipt['replay']>

/** Makes the answer of a receipt again: the same request, for the same time. */
export type Repeat = (receipt: RecordedReceipt) => Promise<Replayed>

/** Scores are stored as 32-bit floats. */
const tolerance = 1e-4

/** Makes an answer again and compares the two. Never rejects: an answer that cannot be made says why. */
export async function replay(receipt: RecordedReceipt, repeat: Repeat): Promise<Replay> {
  const shown = shownDetailsOf(receipt)
  const ranking = shown && { ranking: replayRanking(receipt, shown) }
  if (!receipt.request)
    return { outcome: 'unavailable', because: 'The request was not recorded by the version that answered', ...ranking }
  if (shown?.experiment?.variant === 'interleaved')
    return { outcome: 'unavailable', because: 'A coin drafted it from two rankings of an experiment', ...ranking }
  try {
    return { ...compare(receipt, await repeat(receipt), shown), ...ranking }
  } catch (error) {
    const reason = error instanceof InklingError ? error.message : 'The service that answered failed'
    return { outcome: 'unavailable', because: reason, ...ranking }
  }
}

function compare(receipt: RecordedReceipt, now: Replayed, shown: Chance | undefined): Replay {
  const data = now.data.map(({ itemId, score }) => ({ itemId, score }))
  if (isSame(receipt, data, shown)) return { outcome: 'identical' }
  const before = versionOf(receipt)
  const moved = whatMoved(revisionOf(receipt), now.revision)
  if (before === now.version && moved.length === 0) return { ...sameState(receipt, now), data }
  const known = `It knew changes up to epoch ${receipt.epoch}, and knows those up to ${now.epoch}`
  const versions = before === undefined || before === now.version ? '' : ` (version ${before} then, ${now.version} now)`
  const what = moved.length === 0 ? '' : `: ${moved.join('; ')}`
  return { outcome: 'changed', because: `The model has changed since${versions}${what}. ${known}`, data }
}

/** A suggestion depends on feedback, too. */
const sameState = ({ kind }: RecordedReceipt, { version }: Replayed): Omit<Replay, 'data'> =>
  kind === 'suggestion'
    ? { outcome: 'changed', because: 'The models are the same. What users clicked or dismissed has changed since' }
    : { outcome: 'different', because: `The model is in the same state (version ${version}) and answers otherwise` }

type Chance = Pick<ShownDetails, 'pairs' | 'explored'>

/** Nothing is randomised again: neighbours that a coin ordered may be swapped, and what was explored is not there. */
function isSame(
  { itemIds, scores }: RecordedReceipt,
  data: NonNullable<Replay['data']>,
  { pairs = [], explored = [] }: Chance = {},
): boolean {
  const isAt = (n: number, place: number) => {
    const [before, now] = [scores[n] ?? Number.NaN, data[place]]
    const isClose = Math.abs((now?.score ?? Number.NaN) - before) <= tolerance * Math.max(1, Math.abs(before))
    return isClose && now?.itemId === itemIds[n]
  }
  const isPaired = (n: number) => (pairs.includes(n) && isAt(n, n + 1)) || (pairs.includes(n - 1) && isAt(n, n - 1))
  const isFound = (n: number) => explored.includes(n) || isAt(n, n) || isPaired(n)
  return itemIds.length === data.length && itemIds.every((_, n) => isFound(n))
}
