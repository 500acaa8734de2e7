import { metricGroup } from './metric-group.ts'

export const buildMetrics = metricGroup('each process', ({ gauge }) => ({
  info: gauge('build_info', 'Always 1; the labels say what runs', ['service', 'version', 'node']),
}))
