import { metricGroup } from './metric-group.ts'

/** Fed by workers. */
export const trainingMetrics = metricGroup(({ counter }) => ({
  snapshots: counter(
    'train_snapshots_total',
    'Snapshots that train runs made: stored, forced, or refused because they predict worse than the model in service',
    ['outcome'],
  ),
}))
