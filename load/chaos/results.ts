import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { kindNames } from '../src/mix/kinds.ts'
import { goodputOf, seenBy } from '../src/mix/sent.ts'
import type { Finding, GameDay } from './game-day.ts'
import type { Observed } from './run-game-day.ts'

/** What is kept of a game day between runs; RESULTS.md is made from it. */
export interface Result {
  readonly name: string
  readonly fault: string
  readonly verdict: 'holds' | 'fails'
  /** Why it did not run to its end. */
  readonly reason?: string
  readonly faultSeconds: number
  readonly recoverySeconds: number | null
  /** What clients saw, by kind of call: outcomes, and the statuses of those that were not good. */
  readonly seen: Readonly<Partial<Record<string, string>>>
  readonly goodput: Readonly<Partial<Record<string, number>>>
  readonly events: { readonly acknowledged: number; readonly lost: number }
  readonly findings: readonly Finding[]
  readonly commit: string
  readonly date: string
}

const file = new URL('results.json', import.meta.url)

export function resultOf(day: GameDay, observed: Observed, findings: readonly Finding[]): Result {
  const { during, faultSeconds, recoverySeconds = null, events } = observed
  const seen = kindNames.map((kind) => [kind, seenBy(during.filter((one) => one.kind === kind))])
  const goodput = kindNames.map((kind) => [kind, goodputOf(during.filter((one) => one.kind === kind))])
  return {
    ...head(day),
    verdict: findings.every(({ holds }) => holds) ? 'holds' : 'fails',
    faultSeconds,
    recoverySeconds,
    seen: Object.fromEntries(seen),
    goodput: Object.fromEntries(goodput),
    events: { acknowledged: events.acknowledged, lost: events.lost },
    findings,
  }
}

/** A game day without measurements. */
export const failedResult = (day: GameDay, reason: string): Result => ({
  ...head(day),
  verdict: 'fails',
  reason,
  faultSeconds: 0,
  recoverySeconds: null,
  seen: {},
  goodput: {},
  events: { acknowledged: 0, lost: 0 },
  findings: [],
})

const head = ({ name, fault }: GameDay) => ({
  name,
  fault,
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  date: new Date().toISOString().slice(0, 16),
})

/** Puts this result in the place of the earlier one of the same game day. Returns all, in the order of `names`. */
export function keepResults(fresh: Result, names: readonly string[]): Result[] {
  const kept = new Map([...readResults(), fresh].map((result) => [result.name, result]))
  const all = names.flatMap((name) => kept.get(name) ?? [])
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`)
  return all
}

function readResults(): Result[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Result[]
  } catch {
    return []
  }
}
