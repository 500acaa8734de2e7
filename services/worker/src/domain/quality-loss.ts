/** The mean reciprocal rank of what was chosen or used, among what was found or predicted before and after a change. */
export interface Replay {
  readonly cases: number
  readonly before: number
  readonly after: number
}

export interface ReplayedQuality {
  readonly queries: Replay
  readonly predictions: Replay
}

const mostLoss = 0.005
/** In fewer cases, the loss of a single one would decide. */
const leastCases = 100

/** Why the change must not be made: a share of more than 0.5 % of the quality is lost. Undefined if it may be made. */
export function reasonToBlock(quality: ReplayedQuality): string | undefined {
  const lost = (['queries', 'predictions'] as const).filter((part) => lossOf(quality[part]) > mostLoss)
  if (lost.length === 0) return undefined
  const figures = lost.map((part) => `${(100 * lossOf(quality[part])).toFixed(1)} % of the quality of ${part}`)
  return `Replaying recent uses loses ${figures.join(' and ')}; at most ${100 * mostLoss} % may be lost`
}

function lossOf({ cases, before, after }: Replay): number {
  return cases < leastCases || before === 0 ? 0 : 1 - after / before
}
