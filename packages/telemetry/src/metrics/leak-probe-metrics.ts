import { metricGroup } from './metric-group.ts'

export const leakProbeMetrics = metricGroup('maintenance', ({ counter }) => ({
  probes: counter('leak_probes_total', 'Probes that attacked one probe tenant as another one, by outcome', ['outcome']),
  attempts: counter('leak_probe_attempts_total', 'Attacks of the leak probe that were answered'),
  leaks: counter('leak_probe_leaks_total', 'Attacks of the leak probe that saw or changed what is of another tenant'),
}))
