import { metricGroup } from './metric-group.ts'

export const checkMetrics = metricGroup(
  'each process; whoever reads it makes the process look',
  ({ sampledGauge }) => ({
    state: sampledGauge('check_state', 'What the process found at what it needs: 1 ok, 0.5 degraded, 0 down', [
      'check',
    ]),
  }),
)
