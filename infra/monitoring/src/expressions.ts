import { type Alert, type Condition, leastBad, type Window } from '../../../packages/telemetry/src/alerts.ts'
import { type Slo, slos } from '../../../packages/telemetry/src/slo.ts'

const answers = 'inkling_answer_seconds'
const recorded = (slo: string, window: Window): string => `inkling:burn_rate:${window}{slo="${slo}"}`
const recordedBad = (slo: string, window: Window): string => `inkling:bad_answers:${window}{slo="${slo}"}`

/** All answers of an objective and the bad ones, in a window: per second, or how many. */
function counted(
  { classes, withinMs }: Slo,
  by: 'rate' | 'increase',
  window: Window,
  matcher?: string,
): Readonly<Record<'all' | 'bad', string>> {
  const of = [`class=~"${classes.join('|')}"`, ...(matcher ? [matcher] : [])].join(',')
  const sumOf = (series: string) => `sum(${by}(${answers}_${series}[${window}]))`
  const isTimed = withinMs !== undefined
  const all = sumOf(isTimed ? `count{${of},outcome="ok"}` : `count{${of}}`)
  const bad = isTimed
    ? `${all} - ${sumOf(`bucket{${of},outcome="ok",le="${withinMs / 1_000}"}`)}`
    : `${sumOf(`count{${of},outcome="error"}`)} or vector(0)`
  return { all, bad }
}

/**
 * The share of bad answers in a window, divided by the share that the objective allows.
 * @param matcher which processes count, such as `track="canary"`; all without
 */
export function burnRate(slo: Slo, window: Window, matcher?: string): string {
  const { all, bad } = counted(slo, 'rate', window, matcher)
  return `(${bad}) / ${all} / ${Number((1 - slo.objective).toFixed(6))}`
}

/** How many bad answers a window has. */
export const badAnswers = (slo: Slo, window: Window): string => counted(slo, 'increase', window).bad

const kinds: { readonly [K in Condition['kind']]: (condition: Extract<Condition, { kind: K }>) => string } = {
  burn: ({ slo, windows }) => {
    const pairs = windows.map(({ long, short, factor }) => {
      const rates = [long, short].map((window) => `${recorded(slo, window)} >= ${factor}`)
      return [...rates, `${recordedBad(slo, short)} >= ${leastBad}`].join(' and ')
    })
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
