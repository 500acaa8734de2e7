import { type Alert, type Condition, leastBad, type Window } from '@inkling/telemetry/alerts'
import type { History, Stretch } from './history.ts'
import { keyOf, type Labels, matches, pick } from './matches.ts'

export const windowMinutes: Readonly<Record<Window, number>> = { '5m': 5, '30m': 30, '1h': 60, '6h': 360, '3d': 4_320 }
export const windowMs = (window: Window): number => windowMinutes[window] * 60_000

/** How fast the budget of an objective burns in a window, and how many bad answers that were. */
export interface Burn {
  readonly rate: number
  readonly bad: number
}

/** By objective and window; none for a window whose answers are not known. */
export type Burns = Readonly<Record<string, Readonly<Partial<Record<Window, Burn>>>>>

/** A condition that is true now, and where. */
export interface Finding {
  readonly labels: Labels
  readonly value: number
}

export interface Evidence {
  readonly history: History
  readonly burns: Burns
  readonly nowMs: number
}

type Find<K extends Condition['kind']> = (condition: Extract<Condition, { kind: K }>, evidence: Evidence) => Finding[]

const finders: { readonly [K in Condition['kind']]: Find<K> } = {
  burn({ slo, windows }, { burns }) {
    const none: Burn = { rate: 0, bad: 0 }
    const burn = (window: Window) => burns[slo]?.[window] ?? none
    const burning = windows.filter(
      ({ long, short, factor }) =>
        burn(long).rate >= factor && burn(short).rate >= factor && burn(short).bad >= leastBad,
    )
    return burning.slice(0, 1).map(({ short }) => ({ labels: { slo }, value: burn(short).rate }))
  },

  level({ metric, per, labels: matchers = [], above, below }, { history, nowMs }) {
    const divisors = per && new Map(history.latest(per, nowMs).map(({ labels, value }) => [keyOf(labels), value]))
    return history.latest(metric, nowMs).flatMap(({ labels, value }) => {
      const level = divisors ? value / (divisors.get(keyOf(labels)) ?? Number.NaN) : value
      const isTrue = above === undefined ? level < (below ?? Number.NaN) : level > above
      return isTrue && matches(labels, matchers) ? [{ labels, value: level }] : []
    })
  },

  rise({ metric, over, above, perSecond, by = [] }, { history, nowMs }) {
    const spanMs = windowMs(over)
    const rises = summed(history.over(metric, spanMs, nowMs), by)
    return rises
      .map(({ labels, value }) => ({ labels, value: perSecond ? value / (spanMs / 1000) : value }))
      .filter(({ value }) => value > above)
  },

  share({ metric, by, label, bad, below, over, from }, { history, nowMs }) {
    const stretches = history.over(metric, windowMs(over), nowMs)
    const good = stretches.filter(({ labels }) => labels[label] !== bad)
    const goodBy = new Map(summed(good, [by]).map(({ labels, value }) => [keyOf(labels), value]))
    return summed(stretches, [by]).flatMap(({ labels, value: all }) => {
      const share = (goodBy.get(keyOf(labels)) ?? 0) / all
      return share < below && all / (windowMs(over) / 1000) >= from ? [{ labels, value: share }] : []
    })
  },

  mean({ seconds, count, labels: matchers = [], by, over, above, from }, { history, nowMs }) {
    const spanMs = windowMs(over)
    const rises = (metric: string) =>
      summed(
        history.over(metric, spanMs, nowMs).filter(({ labels }) => matches(labels, matchers)),
        by,
      )
    const took = new Map(rises(seconds).map(({ labels, value }) => [keyOf(labels), value]))
    return rises(count).flatMap(({ labels, value }) => {
      const mean = (took.get(keyOf(labels)) ?? 0) / value
      return mean > above && value / (spanMs / 1000) >= from ? [{ labels, value: mean }] : []
    })
  },
}

/** Where the condition of an alert is true now. */
export const findingsOf = ({ condition }: Pick<Alert, 'condition'>, evidence: Evidence): Finding[] =>
  (finders[condition.kind] as (condition: Condition, evidence: Evidence) => Finding[])(condition, evidence)

function summed(stretches: readonly Stretch[], by: readonly string[]): Finding[] {
  const groups = Map.groupBy(stretches, ({ labels }) => keyOf(pick(labels, by)))
  return [...groups.values()].map((group) => ({
    labels: pick(group[0]?.labels ?? {}, by),
    value: group.reduce((sum, { rise }) => sum + rise, 0),
  }))
}

/** The metrics that conditions read, and for how long each must be remembered. */
export function metricsOf(alerts: readonly Alert[]): { names: string[]; keepMs: number } {
  const all = alerts.map(({ condition }) => condition)
  const names = all.flatMap((condition) => {
    if (condition.kind === 'burn') return []
    if (condition.kind === 'mean') return [condition.seconds, condition.count]
    return 'per' in condition && condition.per ? [condition.metric, condition.per] : [condition.metric]
  })
  const spans = all.map((condition) => ('over' in condition ? windowMs(condition.over) : 0))
  return { names: [...new Set(names)], keepMs: Math.max(0, ...spans) + 60_000 }
}
