import type { SlaReport } from '@inkling/contracts'

type Counts = SlaReport['days'][number]['objectives'][string]

export const slaStyle = `
:root { color-scheme: light }
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff; max-width: 64rem; margin: 2rem auto;
  padding: 0 1rem }
h1 { font-size: 1.6rem; margin: 0 }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem } p { color: #4a5568; margin: .3rem 0 }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: .4rem .6rem; border-bottom: 1px solid #e2e8f0; white-space: nowrap }
th:first-child, td:first-child { text-align: left; white-space: normal } th { color: #4a5568; font-weight: 600 }
.met { color: #17663a } .missed { color: #a61b1b; font-weight: 600 } .none { color: #5f6b7a }
@media print { body { margin: 0; max-width: none } tr { break-inside: avoid } .table { overflow: visible } }
`

/** The report as one page for a customer: it needs no script and nothing from elsewhere, and can be printed. */
export function slaPage(report: SlaReport): string {
  const { tenantId, generatedAt, objectives, days, months } = report
  const whose = tenantId === undefined ? 'all tenants' : tenantId
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Service levels of ${escaped(whose)}</title>
<style>${slaStyle}</style>
</head>
<body>
<h1>Service levels</h1>
<p>Requests of ${escaped(whose)}, as of ${escaped(generatedAt.slice(0, 16).replace('T', ' '))} UTC.</p>
<h2>Objectives</h2>
${table(
  ['Objective', 'Wanted', 'Over', 'Measured', 'Met', 'Answers', 'Budget left', 'Burn rate 1 h', '6 h', '3 d'],
  objectives.map((one) => [
    escaped(one.title),
    percent(one.objective),
    one.windowDays === 1 ? '1 day' : `${one.windowDays} days`,
    one.measured === undefined ? none('no answers') : percent(one.measured),
    verdict(one),
    one.total.toLocaleString('en'),
    percent(one.budget.left),
    ...[one.burnRates['1h'], one.burnRates['6h'], one.burnRates['3d']].map((rate) => rate.toFixed(2)),
  ]),
)}
<p>The budget is the share of answers that an objective allows to be bad. At a burn rate of 1 it is used up in exactly
the time that the objective covers.</p>
<h2>By month</h2>
${periods(report, months)}
<h2>By day</h2>
${periods(report, days)}
<p>Months and days are in UTC. Errors are answers with a status of 500 or more; they do not count for the times.</p>
</body>
</html>
`
}

function periods({ objectives }: SlaReport, of: SlaReport['days']): string {
  if (of.length === 0) return `<p>${none('No answers were counted yet.')}</p>`
  const rows = of.toReversed().map(({ period, objectives: counts }) => [
    escaped(period),
    ...objectives.map(({ name }) => {
      const own = counts[name]
      return own?.measured === undefined ? none('–') : mark(own, percent(own.measured))
    }),
  ])
  return table(['Period', ...objectives.map(({ name }) => escaped(name))], rows)
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => `<div class="table"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></div>`

const verdict = (counts: Counts): string =>
  counts.measured === undefined ? none('–') : mark(counts, counts.isMet ? 'yes' : 'no')
const mark = ({ isMet }: Counts, text: string): string => `<span class="${isMet ? 'met' : 'missed'}">${text}</span>`
const none = (text: string): string => `<span class="none">${text}</span>`

/** Rounded down, so that a missed objective never reads as met. */
const percent = (share: number): string => `${(Math.floor(share * 100_000 + 1e-6) / 1_000).toLocaleString('en')} %`

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '')
