/** A piece of work to measure, under the name that the table gives it. */
export interface Contender {
  readonly name: string
  readonly run: () => unknown
}

/**
 * Median processor time of one run of each contender, in µs. The contenders take turns, round by round, so that a
 * change in the load of the machine meets all of them.
 */
export async function medianCosts(contenders: readonly Contender[], rounds: number, runsPerRound: number) {
  const roundsUs = contenders.map((): number[] => [])
  for (let round = -2; round < rounds; round++)
    for (const [place, { run }] of contenders.entries()) {
      const before = process.cpuUsage()
      for (let n = 0; n < runsPerRound; n++) await run()
      const { user, system } = process.cpuUsage(before)
      // The first two rounds warm the compiler up.
      if (round >= 0) roundsUs[place]?.push((user + system) / runsPerRound)
    }
  return contenders.map(({ name }, place) => ({
    name,
    'µs of processor time per run': median(roundsUs[place] ?? []).toFixed(2),
  }))
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
