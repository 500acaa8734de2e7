/** Flows in the order of their turns, each with the runs that it may still take in its turn. */
export type Ring = Map<string, number>

/**
 * Deficit round robin (Shreedhar and Varghese, 1995), where every run costs 1. The flow whose turn it is takes one run;
 * its turn lasts until it has taken as many as its weight. A flow that does not take part keeps its place and its
 * credit.
 * @param weightOf Above 0 for those that take part; at least one flow of the ring does.
 */
export function takeTurn(ring: Ring, weightOf: (flow: string) => number | undefined): string {
  for (;;) {
    const [flow, left, weight] = firstOf(ring, weightOf)
    const credit = left < 1 ? left + weight : left
    const rest = credit < 1 ? credit : credit - 1
    if (rest < 1) ring.delete(flow)
    ring.set(flow, rest)
    if (credit >= 1) return flow
  }
}

function firstOf(ring: Ring, weightOf: (flow: string) => number | undefined): [string, number, number] {
  for (const [flow, left] of ring) {
    const weight = weightOf(flow)
    if (weight !== undefined) return [flow, left, weight]
  }
  throw new RangeError('no flow takes part')
}
