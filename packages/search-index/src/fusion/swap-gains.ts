/** The gain in average precision when a relevant document, `n`, changes places with another. */
export interface Swap {
  readonly n: number
  readonly other: number
  /** Above 0; weighed by the relevance of `n`. */
  readonly gain: number
}

/** Documents below this place are not compared with one another. */
const places = 100

/**
 * Every pair of a relevant and another document, with the change of average precision if they change places: the weight
 * of the pair in LambdaRank (Burges, Ragno and Le, NIPS 2006; for average precision Donmez, Svore and Burges, SIGIR
 * 2009).
 * @param scores by document, the higher the better
 * @param right by document, its relevance; 0 for irrelevant ones
 */
export function* swapGains(scores: readonly number[], right: readonly number[]): Generator<Swap> {
  const order = scores.map((_, n) => n).sort((a, b) => scores[b]! - scores[a]!)
  const place = new Uint32Array(order.length)
  /** Above each place: how many documents are relevant, and the sum of 1 / place over them. */
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
      if (a >= places) continue
      const above = (count[a]! + 1) / (a + 1) - count[b + 1]! / (b + 1)
      const between = harmonic[b]! - harmonic[a + 1]!
      yield { n, other, gain: ((above + between) * right[n]!) / total }
    }
  }
}
