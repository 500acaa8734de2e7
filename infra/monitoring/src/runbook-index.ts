import { alerts } from '../../../packages/telemetry/src/alerts.ts'

const begin = '<!-- generated: alerts -->'
const end = '<!-- /generated -->'
const labels = /\{\{ \$labels\.(\w+) \}\}/g

/** The page of runbooks with the present table of alerts between its marks. */
export function withAlertTable(page: string): string {
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`infra/runbooks/README.md lacks ${begin} … ${end}`)
  const rows = alerts.map(({ name, severity, title, meaning, runbook }) => {
    const link = `[${runbook.replace('.md', '')}](${runbook})`
    return `| ${name} | ${severity} | ${title.replaceAll(labels, '*$1*')} | ${meaning} | ${link} |`
  })
  const table = ['| Alert | Severity | It says | It means | Read |', '|---|---|---|---|---|', ...rows].join('\n')
  return `${before}${begin}\n${table}\n${end}${after}`
}
