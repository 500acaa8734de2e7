import { metricGroup } from './metric-group.ts'

export const learningMetrics = metricGroup('prediction', ({ counter }) => ({
  states: counter(
    'learned_states_total',
    'Attempts to store what a model learned: stored, failed, outdated (another replica stored more), or fenced (another is home)',
    ['outcome'],
  ),
  homesTaken: counter('homes_taken_total', 'Tenants whose home the process became: it learns for them'),
  homesLost: counter(
    'homes_lost_total',
    'Tenants that another process had taken over when this one was to store what it learned',
  ),
  weightChanges: counter(
    'weight_changes_total',
    'Stored blends in which more than a twentieth of all weight had moved to other predictors',
  ),
  drifts: counter('drifts_total', 'Tenants whose predictions were found to have become worse'),
}))

export const temporalPatternMetrics = metricGroup('prediction', ({ counter }) => ({
  reported: counter('temporal_patterns_total', 'Items that were reported to be used at an hour of the week'),
}))
