/** Flows in the order of their turns, each with the runs that it may still take in its turn. */
export type Ring = Map<string, number>

/**
 * Deficit round robin (Shreedhar and Varghese, 1995), where every run costs 1. The flow whose turn it is takes one run;
 * its turn lasts until it has taken as many as its weight. A flow that does not take part keeps its place and its
 * credit. A new one comes last.
 * @param weights By flow, above 0: those that take part. At least one.
 */
export function takeTurn(ring: Ring, weights: ReadonlyMap<string, number>): string {
  for (const flow of weights.keys()) if (!ring.has(flow)) ring.set(flow, 0)
  for (;;) {
    const [flow, left, weight] = firstOf(ring, weights)
    const credit = left < 1 ? left + weight : left
    const rest = credit < 1 ? credit : credit - 1
    if (rest < 1) ring.delete(flow)
    ring.set(flow, rest)
    if (credit >= 1) return flow
  }
}

function firstOf(ring: Ring, weights: ReadonlyMap<string, number>): [flow: string, left: number, weight: number] {
  for (const [flow, left] of ring) {
    const weight = weights.get(flow)
    if (weight !== undefined) return [flow, left, weight]
  }
  throw new RangeError('no flow takes part')
}
