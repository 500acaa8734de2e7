import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

export const redisMetrics = metricGroup('each process with Redis', ({ counter, histogram }) => ({
  seconds: histogram(
    'redis_command_seconds',
    'Time until Redis answered a command; those of queues and streams wait on purpose',
    durationBuckets,
    ['command'],
  ),
  failures: counter('redis_command_failures_total', 'Commands that Redis did not answer, or with an error', [
    'command',
  ]),
}))
