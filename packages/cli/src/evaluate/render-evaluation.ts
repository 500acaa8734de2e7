import type { EvaluationReport } from '@inkling/predictors'
import { percent, renderFacts, renderTable } from '../commands/output.ts'

const count = (number: number) => Math.round(number).toLocaleString('en')

/** The report as text. */
export function renderEvaluation(report: EvaluationReport): string {
  return [renderAccuracy(report), renderCalibration(report), renderPrefetch(report), renderComponents(report)].join(
    '\n\n',
  )
}

function renderAccuracy(report: EvaluationReport): string {
  const { hitRateAt1, hitRateAt5, hitRateAt10, hitRateAt20 } = report
  return renderFacts({
    predictions: count(report.cases),
    'next item was among the first 1, 5, 10, 20': [hitRateAt1, hitRateAt5, hitRateAt10, hitRateAt20]
      .map(percent)
      .join(', '),
    'MRR@20, NDCG@10': [report.mrrAt20, report.ndcgAt10].map(percent).join(', '),
    'next item was used in the session before': percent(report.repeatRatio),
    'microseconds per prediction, p50 and p99': [report.scoreMicrosP50, report.scoreMicrosP99].map(count).join(', '),
    'training events per second': count(report.trainEvents / Math.max(0.001, report.trainSeconds)),
    'tuning, seconds': report.tuneSeconds.toFixed(1),
    'memory, bytes per event': count(report.modelBytes / Math.max(1, report.trainEvents)),
  })
}

function renderCalibration({ ece, calibration }: EvaluationReport): string {
  const rows = calibration.map(({ promised, happened, promises }) => [
    percent(promised),
    percent(happened),
    count(promises),
  ])
  return `Calibration: expected error ${ece.toFixed(4)}\n${renderTable(['predicted', 'happened', 'predictions'], rows)}`
}

function renderPrefetch({ prefetch }: EvaluationReport): string {
  const rows = prefetch.map(({ threshold, prefetchesPerCase, precision, caught }) => [
    percent(threshold),
    prefetchesPerCase.toFixed(2),
    percent(precision),
    percent(caught),
  ])
  return `Prefetching from a probability on\n${renderTable(['probability', 'per view', 'used', 'views caught'], rows)}`
}

function renderComponents({ components }: EvaluationReport): string {
  const rows = Object.entries(components).map(([name, { weight, hitRateAt20, mrrAt20 }]) => [
    name,
    percent(weight),
    percent(hitRateAt20),
    percent(mrrAt20),
  ])
  const table = renderTable(['component', 'weight', 'HR@20', 'MRR@20'], rows)
  return `Each component alone, on the newest sessions of the training data\n${table}`
}
