import { metricGroup } from './metric-group.ts'

/** Fed by the service that learns from events while it serves. */
export const learningMetrics = metricGroup(({ counter }) => ({
  states: counter(
    'learned_states_total',
    'Attempts to store what a model learned: stored, failed, or outdated (another replica stored more)',
    ['outcome'],
  ),
  drifts: counter('drifts_total', 'Tenants whose predictions were found to have become worse'),
}))
