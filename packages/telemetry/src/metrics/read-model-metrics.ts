import { metricGroup } from './metric-group.ts'

export const readModelMetrics = metricGroup('prediction and search', ({ counter, gauge }) => ({
  resident: gauge('resident_models', 'Read models in memory, one per tenant and kind'),
  residentBytes: gauge('resident_model_bytes', 'Memory of the read models, in bytes'),
  loads: counter('model_loads_total', 'Attempts to load a read model, by outcome', ['outcome']),
  tailChanges: counter('tail_changes_total', 'Changes that were applied to read models'),
  tailFailures: counter('tail_failures_total', 'Attempts to read changes from Postgres that failed'),
}))
