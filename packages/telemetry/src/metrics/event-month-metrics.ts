import { metricGroup } from './metric-group.ts'

export const eventMonthMetrics = metricGroup('the worker', ({ sampledGauge }) => ({
  stranded: sampledGauge(
    'stranded_events',
    'Events in the default partition, up to 1,000: their month has no partition, so it is neither archived nor dropped',
  ),
}))
