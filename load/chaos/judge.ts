import { type Kind, kinds } from '../src/mix/kinds.ts'
import { goodputOf, outcomeOf, seenBy } from '../src/mix/sent.ts'
import type { Finding, GameDay } from './game-day.ts'
import type { Observed } from './run-game-day.ts'

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const quickMs = 1_000

/** Compares what was observed with what must hold. */
export function judge(day: GameDay, observed: Observed): readonly Finding[] {
  return [
    ...goodputs(day, observed),
    ...failures(day, observed),
    ...refusals(day, observed),
    ...recovery(day, observed),
    ...signs(day, observed),
    ...observed.verified,
  ]
}

function goodputs({ holds }: GameDay, { during }: Observed): Finding[] {
  return Object.entries(holds.goodput).map(([kind, least]) => {
    const goodput = goodputOf(during.filter((one) => one.kind === kind))
    const { objectiveMs } = kinds[kind as Kind]
    const what = `${kind}: at least ${percent(least)} are answered within ${objectiveMs} ms`
    return { what, holds: goodput >= least, seen: percent(goodput) }
  })
}

function failures({ holds: { mayFail = false } }: GameDay, { during, events }: Observed): Finding[] {
  const failed = during.filter((one) => outcomeOf(one) === 'failed')
  const { acknowledged, lost, doubled } = events
  return [
    { what: 'no acknowledged event is lost', holds: lost === 0, seen: `${lost} of ${acknowledged}` },
    { what: 'no event is stored twice', holds: doubled === 0, seen: String(doubled) },
    ...(mayFail
      ? []
      : [
          {
            what: 'no request fails but by a refusal',
            holds: failed.length === 0,
            seen: seenBy(failed),
          },
        ]),
  ]
}

function refusals({ holds: { quickRefusals } }: GameDay, { during }: Observed): Finding[] {
  if (quickRefusals === undefined) return []
  const refused = during.filter((one) => outcomeOf(one) === 'refused')
  const quick = refused.filter(({ tookMs = Number.POSITIVE_INFINITY }) => tookMs <= quickMs)
  const share = refused.length === 0 ? 1 : quick.length / refused.length
  const what = `at least ${percent(quickRefusals)} of the refusals come within a second`
  return [{ what, holds: share >= quickRefusals, seen: `${percent(share)} of ${refused.length}` }]
}

function recovery({ holds: { recoverySeconds: most } }: GameDay, { recoverySeconds: took }: Observed): Finding[] {
  const seen = took === undefined ? 'not seen' : `${took.toFixed(1)} s`
  return [{ what: `clients see no more of it within ${most} s`, holds: took !== undefined && took <= most, seen }]
}

function signs({ signs: { metric, log } = {} }: GameDay, { metric: moved, logLine }: Observed): Finding[] {
  const findings: Finding[] = []
  if (metric) {
    const what = `the metric ${metric.name}${metric.labels ? `{${metric.labels}}` : ''} of ${metric.service} moves`
    const seen = moved ? `${moved.before} → ${moved.farthest}` : 'not read'
    findings.push({ what, holds: moved !== undefined && moved.before !== moved.farthest, seen })
  }
  if (log)
    findings.push({
      what: `${log.service} logs "${log.text}"`,
      holds: logLine !== undefined,
      seen: logLine ?? 'not logged',
    })
  return findings
}
