import { metricGroup } from './metric-group.ts'

export const trainingMetrics = metricGroup('the worker', ({ counter }) => ({
  snapshots: counter(
    'train_snapshots_total',
    'Snapshots of train runs: stored, forced, refused because they predict worse, or kept: too few sessions to compare on',
    ['outcome'],
  ),
}))
