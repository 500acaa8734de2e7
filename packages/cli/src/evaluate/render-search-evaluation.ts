import type { SearchReport } from '@inkling/search-index/evaluation'
import { percent, renderFacts, renderTable } from '../commands/output.ts'

const measure = (value: number) => value.toFixed(4)
const millis = (value: number) => value.toFixed(3)
const count = (number: number) => Math.round(number).toLocaleString('en')

/** The report as text. */
export function renderSearchEvaluation(report: SearchReport): string {
  return [renderCosts(report), renderLegs(report), ...(report.typos ? [renderTypos(report.typos)] : [])].join('\n\n')
}

function renderCosts(report: SearchReport): string {
  const { documents, indexSeconds, indexBytes, textBytes } = report
  return renderFacts({
    'queries measured, left out without a relevant document': [report.queries, report.unjudged].map(count).join(', '),
    'milliseconds per search, p50 and p99': [report.millisP50, report.millisP99].map(millis).join(', '),
    'documents, indexed per second': [documents, documents / Math.max(0.001, indexSeconds)].map(count).join(', '),
    'seconds to fit the semantic model': report.fitSeconds.toFixed(1),
    'memory, bytes per byte of text': (indexBytes / Math.max(1, textBytes)).toFixed(2),
  })
}

function renderLegs({ legs, learned, ...blend }: SearchReport): string {
  const row = (
    name: string,
    { ndcgAt10, map, recallAt100 }: Pick<SearchReport, 'ndcgAt10' | 'map' | 'recallAt100'>,
  ) => [name, ...[ndcgAt10, map, recallAt100].map(measure)]
  const rows = [...Object.entries(legs).map(([name, alone]) => row(name, alone)), row('as served', blend)]
  if (learned) rows.push(row('learned, five-fold', learned))
  return renderTable(['ranked by', 'nDCG@10', 'MAP', 'recall@100'], rows)
}

function renderTypos(typos: NonNullable<SearchReport['typos']>): string {
  const rows = Object.entries(typos).map(([name, typo]) => [
    name,
    ...[typo.keptFirst, typo.keptFirstUncorrected].map(percent),
    ...[typo.ndcgAt10, typo.ndcgAt10Uncorrected].map(measure),
  ])
  const heads = ['misspelt', 'first result kept', 'uncorrected', 'nDCG@10', 'uncorrected']
  return `Misspelt queries\n${renderTable(heads, rows)}`
}
