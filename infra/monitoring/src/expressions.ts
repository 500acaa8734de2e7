import type { Alert, Condition, Window } from '../../../packages/telemetry/src/alerts.ts'
import { type Slo, slos } from '../../../packages/telemetry/src/slo.ts'

const answers = 'inkling_answer_seconds'
const recorded = (slo: string, window: Window): string => `inkling:burn_rate:${window}{slo="${slo}"}`

/**
 * The share of bad answers in a window, divided by the share that the objective allows.
 * @param matcher which processes count, such as `track="canary"`; all without
 */
export function burnRate({ objective, classes, withinMs }: Slo, window: Window, matcher?: string): string {
  const of = [`class=~"${classes.join('|')}"`, ...(matcher ? [matcher] : [])].join(',')
  const rate = (series: string) => `sum(rate(${answers}_${series}[${window}]))`
  const isTimed = withinMs !== undefined
  const all = rate(isTimed ? `count{${of},outcome="ok"}` : `count{${of}}`)
  const bad = isTimed
    ? `${all} - ${rate(`bucket{${of},outcome="ok",le="${withinMs / 1_000}"}`)}`
    : `${rate(`count{${of},outcome="error"}`)} or vector(0)`
  return `(${bad}) / ${all} / ${Number((1 - objective).toFixed(6))}`
}

const kinds: { readonly [K in Condition['kind']]: (condition: Extract<Condition, { kind: K }>) => string } = {
  burn: ({ slo, windows }) => {
    const pairs = windows.map(({ long, short, factor }) =>
      [long, short].map((window) => `${recorded(slo, window)} >= ${factor}`).join(' and '),
    )
    return pairs.map((pair) => (pairs.length > 1 ? `(${pair})` : pair)).join(' or ')
  },
  level: ({ metric, per, labels = [], above, below }) => {
    const matchers = labels.length > 0 ? `{${labels.join(',')}}` : ''
    return `${metric}${matchers}${per ? ` / ${per}` : ''} ${above === undefined ? `< ${below}` : `> ${above}`}`
  },
  rise: ({ metric, over, above, perSecond, by = [] }) => {
    const grouped = by.length > 0 ? `sum by (${by.join(', ')}) ` : 'sum'
    return `${grouped}(${perSecond ? 'rate' : 'increase'}(${metric}[${over}])) > ${above}`
  },
  share: ({ metric, by, label, bad, below, over, from }) => {
    const all = `sum by (${by}) (rate(${metric}[${over}]))`
    const good = `sum by (${by}) (rate(${metric}{${label}!="${bad}"}[${over}]))`
    return `(${good} or 0 * ${all}) / ${all} < ${below} and ${all} >= ${from}`
  },
  mean: ({ seconds, count, labels = [], by, over, above, from }) => {
    const rate = (metric: string) => `sum by (${by.join(', ')}) (rate(${metric}{${labels.join(',')}}[${over}]))`
    return `${rate(seconds)} / ${rate(count)} > ${above} and ${rate(count)} >= ${from}`
  },
}

export const expressionOf = ({ condition }: Pick<Alert, 'condition'>): string =>
  (kinds[condition.kind] as (of: Condition) => string)(condition)

export const sloOf = (name: string): Slo => {
  const found = slos.find((slo) => slo.name === name)
  if (!found) throw new Error(`there is no objective "${name}"`)
  return found
}
