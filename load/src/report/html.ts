import { type Chart, drawChart } from './chart.ts'
import { findingsOf, kneeOf } from './findings.ts'
import type { RunRecord } from './run-record.ts'
import { p95OfMeans } from './statements.ts'

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem } td, th { padding: 0.2rem 0.9rem; text-align: right }
td:first-child, th:first-child { text-align: left; padding-left: 0 } tr { border-bottom: 1px solid #d9dee4 }
.fails { color: #b3261e; font-weight: 600 } .holds { color: #1a7f37 } h2 { margin-top: 2rem } svg { width: 100% }
@media (prefers-color-scheme: dark) { body { background: #14171a; color: #e6e9ec } tr { border-color: #3a4149 } }`

/** The report of a run as one HTML page that needs nothing else. */
export function reportOf(run: RunRecord): string {
  const failed = run.verdicts.filter(({ ok }) => !ok).length
  const verdict = failed === 0 ? 'all thresholds hold' : `${failed} thresholds fail`
  const facts = `${run.at}, commit ${run.commit}, run by ${run.with}, ${run.processors} processors, ${optionsOf(run)}`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(run.name)}: ${verdict}</title><style>${style}</style></head><body>
<h1>${escaped(run.name)}: <span class="${failed === 0 ? 'holds' : 'fails'}">${verdict}</span></h1>
<p>${escaped(facts)}</p>
<h2>Thresholds</h2>${thresholds(run)}
<h2>What reached a limit first</h2>${findings(run)}
<h2>Latency by kind of request, ms</h2>${latencies(run)}
<h2>Errors</h2>${errors(run)}
<h2>Over time, from second 0 to ${run.seconds.at(-1)?.second ?? 0}</h2>${charts(run).map(drawChart).join('\n')}
<h2>By process</h2>${processes(run)}
<h2>Statements of Postgres</h2>${statements(run)}
</body></html>
`
}

const optionsOf = ({ options }: RunRecord) =>
  Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
    .join(', ') || 'default options'

function thresholds({ verdicts }: RunRecord): string {
  const rows = verdicts.map(({ metric, expression, value, ok }) => [
    metric,
    expression,
    numberOf(value),
    `<span class="${ok ? 'holds' : 'fails'}">${ok ? 'holds' : 'fails'}</span>`,
  ])
  return table(['metric', 'threshold', 'measured', ''], rows)
}

function findings(run: RunRecord): string {
  const found = findingsOf(run)
  const knee = kneeOf(run)
  const items = found.map(({ second, what }) => `<li>second ${second}: ${escaped(what)}</li>`).join('')
  const first = items === '' ? '<p>Nothing did.</p>' : `<ol>${items}</ol>`
  if (!knee) return first
  return `${first}<p>Knee: ${numberOf(knee.perSecond)} requests per second were answered as promised; from second
${knee.atSecond} on they were not.</p>`
}

const columns = ['avg', 'med', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'max']

/** Over the whole run, from its histograms, by selector; the median of the seconds would hide the worst ones. */
function latencies({ summary, seconds }: RunRecord): string {
  const trends = Object.entries(summary.metrics).filter(([name]) => /^(http_req_|iteration_|ws_)/.test(name))
  const rows = trends
    .filter(([, { type }]) => type === 'trend')
    .map(([name, { values }]) => [name, ...columns.map((column) => numberOf(values[column] ?? 0))])
  const kinds = [...new Set(seconds.flatMap((second) => Object.keys(second.kinds)))]
  const counts = kinds.map((kind) => {
    const own = seconds.flatMap((second) => second.kinds[kind] ?? [])
    const total = own.reduce((sum, { count }) => sum + count, 0)
    const worst = Math.max(...own.map(({ p95 }) => p95))
    return [kind, String(total), numberOf(total / Math.max(1, seconds.length)), numberOf(worst)]
  })
  return (
    table(['metric', ...columns], rows) + table(['kind', 'requests', 'per second', 'p95 of the worst second'], counts)
  )
}

function errors({ errors: counts }: RunRecord): string {
  const rows = Object.entries(counts).map(([name, count]) => [name, String(count)])
  return rows.length === 0 ? '<p>None.</p>' : table(['request and status', 'count'], rows)
}

function charts({ seconds, usage }: RunRecord): Chart[] {
  const all = (read: 'count' | 'failed' | 'p50' | 'p95' | 'p99') => seconds.map(({ kinds }) => kinds.all?.[read] ?? 0)
  const kinds = [...new Set(seconds.flatMap((second) => Object.keys(second.kinds)))].filter((kind) => kind !== 'all')
  const names = Object.keys(usage[0]?.cores ?? {})
  const memory = usage.filter(({ memoryMb }) => Object.keys(memoryMb).length > 0)
  return [
    { title: 'Answers per second', lines: { answers: all('count'), failed: all('failed') } },
    { title: 'Latency of all requests, ms', lines: { p50: all('p50'), p95: all('p95'), p99: all('p99') } },
    {
      title: 'p95 by kind, ms',
      lines: Object.fromEntries(kinds.map((kind) => [kind, seconds.map((second) => second.kinds[kind]?.p95 ?? 0)])),
    },
    {
      title: 'Sender: users in an iteration, iterations dropped, ms late at worst',
      lines: {
        users: seconds.map(({ vus }) => vus),
        dropped: seconds.map(({ dropped }) => dropped),
        late: seconds.map(({ latenessMs }) => latenessMs),
      },
    },
    {
      title: 'Processor time by process, cores',
      lines: Object.fromEntries(names.map((name) => [name, usage.map(({ cores }) => cores[name] ?? 0)])),
    },
    {
      title: 'Proportional memory by process, MB (each fifth second)',
      lines: Object.fromEntries(
        names
          .filter((name) => name !== 'machine')
          .map((name) => [name, memory.map(({ memoryMb }) => memoryMb[name] ?? 0)]),
      ),
    },
  ]
}

function processes({ usage }: RunRecord): string {
  if (usage.length === 0) return '<p>The stack ran elsewhere.</p>'
  const memory = usage.filter(({ memoryMb }) => Object.keys(memoryMb).length > 0)
  const rows = Object.keys(usage[0]?.cores ?? {}).map((name) => {
    const cores = usage.map((one) => one.cores[name] ?? 0)
    const mean = cores.reduce((sum, value) => sum + value, 0) / cores.length
    const [first = 0, last = 0] = [memory[0]?.memoryMb[name], memory.at(-1)?.memoryMb[name]]
    return [name, mean.toFixed(2), Math.max(...cores).toFixed(2), String(first), String(last)]
  })
  return table(['process', 'cores, mean', 'cores, most', 'MB at first', 'MB at last'], rows)
}

const shownStatements = 20

function statements({ statements: all }: RunRecord): string {
  if (all.length === 0) return '<p>They were not counted.</p>'
  const total = all.reduce((sum, { totalMs }) => sum + totalMs, 0)
  const rows = all.slice(0, shownStatements).map(({ query, calls, meanMs, maxMs, totalMs }) => {
    const times = [meanMs, maxMs, (100 * totalMs) / total].map(numberOf)
    return [`<code>${escaped(query.replaceAll(/\s+/g, ' ').slice(0, 200))}</code>`, String(calls), ...times]
  })
  const head = ['statement', 'calls', 'mean, ms', 'most, ms', '% of all time']
  return `<p>p95 of the means: ${numberOf(p95OfMeans(all))} ms.</p>${table(head, rows)}`
}

const numberOf = (value: number): string => {
  if (Number.isInteger(value)) return String(value)
  return value < 1 ? value.toFixed(4) : value.toFixed(1)
}

/** Cells are HTML. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('\n')}</table>`

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)
