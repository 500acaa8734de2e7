import { metricGroup } from './metric-group.ts'

export const trainingMetrics = metricGroup('the worker', ({ counter }) => ({
  snapshots: counter(
    'train_snapshots_total',
    'Snapshots that train runs made: stored, forced, or refused because they predict worse than the model in service',
    ['outcome'],
  ),
}))
