const number = /\p{N}/u

/**
 * Whether two texts are made after one pattern and say different things: at least half of the words that only one of
 * them has are numbers, such as those of an order, a version or a date.
 */
export function areVariants(left: readonly string[], right: readonly string[]): boolean {
  const surplus = new Map<string, number>()
  for (const word of left) surplus.set(word, (surplus.get(word) ?? 0) + 1)
  for (const word of right) surplus.set(word, (surplus.get(word) ?? 0) - 1)
  let all = 0
  let numbers = 0
  for (const [word, count] of surplus) {
    all += Math.abs(count)
    if (number.test(word)) numbers += Math.abs(count)
  }
  return numbers > 0 && 2 * numbers >= all
}
