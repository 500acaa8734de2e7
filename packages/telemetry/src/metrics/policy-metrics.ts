import { metricGroup } from './metric-group.ts'

export const policyMetrics = metricGroup(
  'each process, from its policies around dependencies',
  ({ counter, gauge }) => ({
    circuitState: gauge('circuit_state', 'State of a circuit breaker: 0 closed, 1 open, 2 half-open', ['circuit']),
    circuitsOpened: counter('circuits_opened_total', 'How often a circuit breaker opened', ['circuit']),
    bulkheadRejections: counter(
      'bulkhead_rejections_total',
      'Calls that were rejected because the bulkhead and its queue were full',
      ['bulkhead'],
    ),
    retries: counter('retries_total', 'Attempts after the first one of a call', ['policy']),
    hedges: counter('hedges_total', 'Second attempts beside a first one that took longer than usual', ['policy']),
    deadlinesExceeded: counter(
      'deadlines_exceeded_total',
      'Calls whose deadline passed before the dependency had answered, by dependency',
      ['hop'],
    ),
    slowCalls: counter('slow_calls_total', 'Calls that still ran after the slow threshold', ['policy']),
    inFlight: gauge('policy_in_flight', 'Calls that are running now', ['policy']),
    queued: gauge('policy_queued', 'Calls that wait for a lane of the bulkhead', ['policy']),
    limit: gauge('policy_limit', 'Adaptive limit of the calls that may run at once', ['policy']),
    setting: gauge('policy_setting', 'Setting of a policy that is in force', ['policy', 'setting']),
  }),
)
