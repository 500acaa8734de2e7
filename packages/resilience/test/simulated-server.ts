/** A dependency with a known capacity, on a clock of its own: some calls at work, all other calls queue. */
export interface SimulationOptions {
  readonly workers: number
  /** The time that a worker takes for a call, from a random number of 0 to 1. */
  readonly serviceMs: (random: number, nowMs: number) => number
  /** Calls per second that arrive, beside the limit. */
  readonly offered: (nowMs: number) => number
  readonly limitOf: () => number
  readonly onAnswer: (latencyMs: number, inFlight: number) => void
  /** Each half second, as {@link ../src/latencies.ts} does. */
  readonly onWindow: (isFull: boolean) => void
  readonly seconds: number
}

export const windowMs = 500

/** A generator of the numbers 0 to 1 that repeats itself in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Offers calls at random times; a call beyond the limit is lost. */
export function simulate(options: SimulationOptions, random = seeded(1)): void {
  const freeAtMs = new Float64Array(options.workers)
  const endings: { startedMs: number; endsMs: number }[] = []
  let nowMs = 0
  let isFull = false
  let windowEndsMs = windowMs
  while (nowMs < options.seconds * 1_000) {
    nowMs += (-Math.log(1 - random()) / options.offered(nowMs)) * 1_000
    endings.sort((a, b) => a.endsMs - b.endsMs)
    while (endings[0] && endings[0].endsMs <= nowMs) {
      const { startedMs, endsMs } = endings[0]
      options.onAnswer(endsMs - startedMs, endings.length)
      endings.shift()
    }
    for (; nowMs >= windowEndsMs; windowEndsMs += windowMs) {
      options.onWindow(isFull)
      isFull = false
    }
    if (endings.length >= options.limitOf()) {
      isFull = true
      continue
    }
    const worker = freeAtMs.indexOf(Math.min(...freeAtMs))
    const endsMs = Math.max(nowMs, freeAtMs[worker] ?? 0) + options.serviceMs(random(), nowMs)
    freeAtMs[worker] = endsMs
    endings.push({ startedMs: nowMs, endsMs })
  }
}
