import { serviceNames } from '@inkling/local'
import { printHead, printRow } from '../table.ts'
import { findingsOf, kneeOf } from './findings.ts'
import type { RunRecord } from './run-record.ts'
import { p95OfMeans } from './statements.ts'

/** Prints what a run showed, as Markdown. */
export function printRun(run: RunRecord): void {
  printHead(['threshold', 'measured', ''])
  for (const { metric, expression, value, ok } of run.verdicts)
    printRow([`${metric} ${expression}`, value.toFixed(value < 1 ? 4 : 1), ok ? 'holds' : '**fails**'])
  const { http_reqs: requests, cache_hits: hits } = run.summary.metrics
  const { count = 0, rate = 0 } = requests?.values ?? {}
  console.log(`\n${count} requests, ${rate.toFixed(0)} per second.`)
  if (hits)
    console.log(`Of the answers that a cache may give, it gave ${(100 * (hits.values.rate ?? 0)).toFixed(1)} %.`)
  for (const [name, times] of Object.entries(run.errors)) console.log(`Failed: ${name}, ${times} times.`)
  if (run.statements.length > 0)
    console.log(`Statements of Postgres: p95 of the means ${p95OfMeans(run.statements).toFixed(2)} ms.`)
  printMemory(run)
  for (const { second, what } of findingsOf(run)) console.log(`From second ${second}: ${what}.`)
  const knee = kneeOf(run)
  if (knee)
    console.log(`Knee: ${knee.perSecond.toFixed(0)} requests per second; not well from second ${knee.atSecond}.`)
}

/** The last measurement of the services, if the stack ran here. */
function printMemory({ usage }: RunRecord): void {
  const memoryMb = usage.findLast((one) => Object.keys(one.memoryMb).length > 0)?.memoryMb
  if (!memoryMb) return
  const all = serviceNames.map((name) => ({ name, mb: memoryMb[name] ?? 0 }))
  const together = all.reduce((sum, { mb }) => sum + mb, 0)
  const each = all.map(({ name, mb }) => `${name} ${mb}`).join(', ')
  console.log(`Proportional memory of the Node processes at the end: ${together} MB (${each}).`)
}
