import type { PhaseSummary, SuggestionsEvaluation } from '@inkling/learning/simulation'
import { percent, renderFacts, renderTable } from '../commands/output.ts'

const count = (number: number) => Math.round(number).toLocaleString('en')

/** The report as text. */
export function renderSuggestionsEvaluation({ seeds, phases, positionBias }: SuggestionsEvaluation): string {
  const [before, after] = phases
  return [
    `Click rates of the oracle's, medians over ${count(seeds)} runs`,
    ...(before ? [renderPhase('Wrong weights at first', before)] : []),
    ...(after ? [renderPhase('After the preferences flip', after)] : []),
    renderBias(positionBias),
  ].join('\n\n')
}

function renderPhase(title: string, phase: PhaseSummary): string {
  const rows = phase.points.map(({ feedbacks, learned, learnedWorst, fixed }) => [
    count(feedbacks),
    ...[learned, learnedWorst, fixed].map(percent),
  ])
  const facts = renderFacts({
    'answers, clicks of the oracle per answer': `${count(phase.answers)}, ${phase.oracleClickRate.toFixed(3)}`,
    'regret in clicks, as served and with fixed weights': [phase.regret, phase.fixedRegret].map(count).join(', '),
  })
  return `${title}\n${renderTable(['feedbacks', 'learned', 'worst run', 'fixed weights'], rows)}\n${facts}`
}

function renderBias({ curve, ...report }: SuggestionsEvaluation['positionBias']): string {
  const rows = curve.map((one, position) => [
    count(position + 1),
    ...[one.true, one.estimated].map((examination) => examination.toFixed(3)),
    percent(one.estimated / one.true - 1),
  ])
  const facts = renderFacts({
    'mean and greatest error': [report.meanError, report.worstError].map(percent).join(', '),
    'clicks on swapped neighbours': count(report.clicks),
    'click rate of swapped answers, of those without swaps': percent(report.keptClickRate),
  })
  return `Position bias\n${renderTable(['position', 'examined', 'estimated, run 1', 'error'], rows)}\n${facts}`
}
