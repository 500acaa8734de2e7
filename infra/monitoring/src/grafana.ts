import {
  type AnswerClass,
  answerClasses,
  latencyEdgesMs,
  type SloClass,
  sloClasses,
  slos,
} from '../../../packages/telemetry/src/slo.ts'

interface Panel {
  readonly title: string
  readonly unit: string
  readonly queries: readonly (readonly [legend: string, expr: string])[]
}

const answers = 'inkling_answer_seconds'
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in.
const source = { type: 'prometheus', uid: '${datasource}' }
const allAnswers = answerClasses.join('|')
const quantile = (q: number, of: SloClass) =>
  `histogram_quantile(${q}, sum by (le) (rate(${answers}_bucket{class="${of}",outcome="ok"}[5m])))`
const errors = (of: string) =>
  `(sum(rate(${answers}_count{class=~"${of}",outcome="error"}[5m])) or vector(0))` +
  ` / sum(rate(${answers}_count{class=~"${of}"}[5m]))`

const overview: readonly Panel[] = [
  {
    title: 'Answers per second',
    unit: 'reqps',
    queries: [['{{class}}', `sum by (class) (rate(${answers}_count{class=~"${allAnswers}"}[5m]))`]],
  },
  { title: 'Share of errors', unit: 'percentunit', queries: [['errors', errors(allAnswers)]] },
  { title: 'Burn rate over 1 h', unit: 'none', queries: [['{{slo}}', 'inkling:burn_rate:1h']] },
  { title: '95th percentile', unit: 's', queries: sloClasses.map((of) => [of, quantile(0.95, of)] as const) },
  { title: 'Load level', unit: 'none', queries: [['{{service}}', 'max by (service) (inkling_load_level)']] },
  {
    title: 'Pressure',
    unit: 'percentunit',
    queries: [['{{service}} {{resource}}', 'max by (service, resource) (inkling_pressure)']],
  },
  {
    title: 'Open circuits',
    unit: 'none',
    queries: [['{{service}} to {{circuit}}', 'max by (service, circuit) (inkling_circuit_state)']],
  },
  { title: 'Jobs that wait', unit: 'none', queries: [['{{queue}}', 'max by (queue) (inkling_jobs_waiting)']] },
  {
    title: 'Hits of caches',
    unit: 'percentunit',
    queries: [
      [
        '{{cache}}',
        'sum by (cache) (rate(inkling_cache_requests_total{tier!="miss"}[5m]))' +
          ' / sum by (cache) (rate(inkling_cache_requests_total[5m]))',
      ],
    ],
  },
]

function ofClass(of: AnswerClass): readonly Panel[] {
  const own = slos.filter(({ classes }) => classes.length === 1 && classes[0] === of)
  return [
    {
      title: 'Answers per second',
      unit: 'reqps',
      queries: [['{{outcome}}', `sum by (outcome) (rate(${answers}_count{class="${of}"}[5m]))`]],
    },
    { title: 'Share of errors', unit: 'percentunit', queries: [['errors', errors(of)]] },
    { title: 'Latency', unit: 's', queries: [0.5, 0.95, 0.99].map((q) => [`p${q * 100}`, quantile(q, of)] as const) },
    ...own.map(({ name, title }) => ({
      title: `Burn rate: ${title}`,
      unit: 'none',
      queries: [['{{__name__}}', `{__name__=~"inkling:burn_rate:.+",slo="${name}"}`]] as const,
    })),
    {
      title: 'Answers by latency',
      unit: 'reqps',
      queries: latencyEdgesMs.map(
        (ms) => [`${ms} ms`, `sum(rate(${answers}_bucket{class="${of}",le="${ms / 1_000}"}[5m]))`] as const,
      ),
    },
  ]
}

function dashboard(uid: string, title: string, panels: readonly Panel[]) {
  return {
    uid: `inkling-${uid}`,
    title: `Inkling: ${title}`,
    schemaVersion: 39,
    timezone: 'utc',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels: panels.map(({ title: panelTitle, unit, queries }, place) => ({
      id: place + 1,
      type: 'timeseries',
      title: panelTitle,
      datasource: source,
      gridPos: { x: (place % 3) * 8, y: Math.floor(place / 3) * 8, w: 8, h: 8 },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: queries.map(([legendFormat, expr], query) => ({
        refId: String.fromCharCode(65 + query),
        datasource: source,
        expr,
        legendFormat,
      })),
    })),
  }
}

/** By the name of their file. */
export const dashboards = {
  overview: dashboard('overview', 'overview', overview),
  ...Object.fromEntries(answerClasses.map((of) => [of, dashboard(of, of, ofClass(of))])),
}
