import { metricGroup } from './metric-group.ts'

export const queueMetrics = metricGroup('maintenance', ({ counter, gauge }) => ({
  waiting: gauge('jobs_waiting', 'Jobs and runs that could begin and have not', ['queue']),
  stalled: gauge('jobs_stalled', 'Jobs that wait in a queue of which none is worked on; 0 while one is', ['queue']),
  oldest: gauge('oldest_waiting_job_seconds', 'Age of the job that waits longest; 0 if none waits', ['queue']),
  recovered: counter(
    'runs_recovered_total',
    'Runs whose job was lost and is queued again, or whose job died so that they failed, by kind and outcome',
    ['kind', 'outcome'],
  ),
  occurrences: counter(
    'schedule_occurrences_total',
    'Occurrences of schedules of tenants: submitted, merged with the run before, refused, skipped because late, or failed',
    ['kind', 'outcome'],
  ),
  deadLetters: gauge(
    'dead_letters',
    'Runs that failed for good and were neither replayed nor discarded; of scheduled jobs of Inkling, 1 if the last failed',
    ['kind'],
  ),
  handed: counter('runs_handed_total', 'Runs that the dispatcher handed to their queues', ['kind']),
  leads: gauge('dispatcher_leads', 'Whether the process hands runs to the queues: 1, or 0 if it stands by'),
}))
