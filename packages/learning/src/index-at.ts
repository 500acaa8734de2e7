/**
 * The index whose share of the total holds the point: a draw in proportion to the shares if the point is uniform.
 *
 * @param point in [0, 1)
 */
export function indexAt(point: number, shares: readonly number[]): number {
  let left = point * shares.reduce((sum, share) => sum + share, 0)
  for (const [index, share] of shares.entries()) {
    left -= share
    if (left < 0) return index
  }
  // Rounding may leave a little of the point.
  return shares.findLastIndex((share) => share > 0)
}
