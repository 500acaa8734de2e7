import { metricGroup } from './metric-group.ts'

export const loadMetrics = metricGroup('the load monitor of each process that answers calls', ({ counter, gauge }) => ({
  pressure: gauge('pressure', 'How much of a resource of the process is in use: 1 is all of it', ['resource']),
  level: gauge('load_level', 'Load level of the process: 0 normal, 1 essential, 2 critical'),
  changes: counter('load_level_changes_total', 'Changes of the load level, by the new level', ['level']),
}))
