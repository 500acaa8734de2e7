import { metricGroup } from './metric-group.ts'

export const suggestionLearningMetrics = metricGroup('suggestion', ({ counter }) => ({
  visits: counter('suggestion_learning_total', 'Times that new feedback of a tenant was looked for: done or failed', [
    'outcome',
  ]),
  feedback: counter('suggestion_feedback_learned_total', 'Feedbacks on suggestions that the weights were learned from'),
  eventClicks: counter('suggestion_event_clicks_total', 'Events on suggested items that were counted as clicks'),
  clicked: counter('answers_clicked_total', 'Answers that got a first click, use, save, purchase or used prefetch', [
    'kind',
  ]),
  reciprocalRank: counter(
    'answers_reciprocal_rank_total',
    'The sum of 1 / rank of the items that got it; divided by the answers it is the mean reciprocal rank',
    ['kind'],
  ),
  moves: counter(
    'suggestion_weight_changes_total',
    'Versions of weights that were recorded because more than a twentieth of all weight had moved, or after an hour',
  ),
}))

export const feedbackMetrics = metricGroup('suggestion', ({ counter }) => ({
  lines: counter(
    'feedback_lines_total',
    `Lines of feedback: stored, waiting (their receipt was not stored yet), duplicate or refused`,
    ['outcome'],
  ),
}))

export const experimentMetrics = metricGroup('suggestion', ({ counter, sampledGauge }) => ({
  running: sampledGauge('experiments_running', 'Experiments of all tenants that run'),
  stopped: counter(
    'experiments_stopped_total',
    'Experiments that stopped by themselves: proven, sampleRatio, failures, latency or time',
    ['reason'],
  ),
}))

export const leagueMetrics = metricGroup('suggestion', ({ counter }) => ({
  rulings: counter('league_rulings_total', 'Rankings of suggestions that were promoted or rolledBack', ['ruling']),
  benched: counter(
    'league_benched_total',
    'Times that a challenger was benched because it failed or was slow three times in a row',
    ['because'],
  ),
  ranked: counter(
    'league_rankings_total',
    'Rankings by challengers: done, failed, slow or skipped (too many at once)',
    ['outcome'],
  ),
}))

export const predictionLeagueMetrics = metricGroup('prediction', ({ counter }) => ({
  outcomes: counter(
    'prediction_league_total',
    'Cases of challengers of predictions: scored, or skipped (no time); and challengers benched, promoted or rolledBack',
    ['outcome'],
  ),
}))

export const prefetchMetrics = metricGroup('prediction and suggestion', ({ histogram }) => ({
  threshold: histogram(
    'prefetch_threshold',
    'The probability from which a page was prefetched, as the measured waste of its tenant has taught',
    [0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  ),
}))
