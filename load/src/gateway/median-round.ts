import type { Round } from './measure-round.ts'

/** Medians over rounds; failures are summed. */
export function medianRound(rounds: readonly Round[]): Round {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const processes = Object.keys(rounds[0]?.cpu ?? {})
  return {
    requestsPerSecond: of((round) => round.requestsPerSecond),
    p50: of((round) => round.p50),
    p90: of((round) => round.p90),
    p99: of((round) => round.p99),
    failures: rounds.reduce((sum, round) => sum + round.failures, 0),
    cpu: Object.fromEntries(processes.map((name) => [name, of((round) => round.cpu[name] ?? 0)])),
  }
}

export const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
