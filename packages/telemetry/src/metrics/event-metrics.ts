import { metricGroup } from './metric-group.ts'

export const eventMetrics = metricGroup('prediction', ({ counter, histogram }) => ({
  accepted: counter('events_accepted_total', 'Events that were committed'),
  duplicate: counter('events_duplicate_total', 'Events that were ignored because their id was already stored'),
  rejected: counter('events_rejected_total', 'Events that were rejected as not valid'),
  ignored: counter(
    'events_ignored_total',
    'Valid events that were not stored: from a speculative load (prefetch), without consent, or of a robot (bot)',
    ['reason'],
  ),
  batchSize: histogram('event_batch_events', 'Events per insert', [1, 2, 5, 10, 50, 100, 500, 1000, 5000]),
}))
