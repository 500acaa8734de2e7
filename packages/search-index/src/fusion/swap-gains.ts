/** What average precision gains when a right document, `n`, goes before another, `other`, and how. */
export interface Swap {
  readonly n: number
  readonly other: number
  /** In average precision, above 0; times how surely `n` is right. */
  readonly gain: number
}

/** Places below are not compared among one another. */
const PLACES = 100

/**
 * Every pair of a right and another document, with what average precision changes when they change places: what LambdaRank
 * weighs pairs by (Burges, Ragno and Le, NIPS 2006; for average precision Donmez, Svore and Burges, SIGIR 2009).
 * @param scores by document, the higher the better
 * @param right by document, how surely it is right; 0 for the others
 */
export function* swapGains(scores: readonly number[], right: readonly number[]): Generator<Swap> {
  const order = scores.map((_, n) => n).sort((a, b) => scores[b]! - scores[a]!)
  const place = new Uint32Array(order.length)
  /** Above each place: right documents, and the sum of 1 / place over them. */
  const count = new Float64Array(order.length + 1)
  const harmonic = new Float64Array(order.length + 1)
  order.forEach((n, rank) => {
    place[n] = rank
    const isRight = right[n]! > 0
    count[rank + 1] = count[rank]! + (isRight ? 1 : 0)
    harmonic[rank + 1] = harmonic[rank]! + (isRight ? 1 / (rank + 1) : 0)
  })
  const total = right.reduce((sum, value) => sum + value, 0)
  const others = order.filter((n) => right[n] === 0)
  for (const n of order.filter((document) => right[document]! > 0)) {
    for (const other of others) {
      const [a, b] = [Math.min(place[n]!, place[other]!), Math.max(place[n]!, place[other]!)]
      if (a >= PLACES) continue
      const above = (count[a]! + 1) / (a + 1) - count[b + 1]! / (b + 1)
      const between = harmonic[b]! - harmonic[a + 1]!
      yield { n, other, gain: ((above + between) * right[n]!) / total }
    }
  }
}
