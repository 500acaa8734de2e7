import { randomBytes } from 'node:crypto'
import { calls } from '@inkling/contracts'
import { describe, expect, inject, it } from 'vitest'
import { bearer, newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { logLines } from '../support/log-lines.ts'
import type { ExportedSpan } from '../support/otlp-collector.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { adminKey, serviceUrls } = sharedStack()
const shop = await newTenant()

/** A trace that begins at the caller, and its header. */
function newTrace() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } }
}

// Spans are exported every few seconds, so they are made first and the tests that read them come last.
await shop.call(calls.putItem, { params: { id: 'a' }, body: { title: 'A' } })
const [readTrace, runTrace] = [newTrace(), newTrace()]
await shop.call(calls.getItem, { params: { id: 'a' }, headers: readTrace.headers })
await shop.call(calls.createRun, { body: { kind: 'train', options: { tuneSeconds: 0 } }, headers: runTrace.headers })

describe('headers', () => {
  it('an answer continues the trace of the caller', async () => {
    const { traceId, spanId, headers } = newTrace()
    const answer = await shop.call(calls.predict, { body: {}, headers })
    expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-(?!${spanId})[0-9a-f]{16}-01$`))
  })

  it('keeps the request id of a caller, and replaces one that could harm a log', async () => {
    const kept = await shop.call(calls.listItems, { headers: { 'x-request-id': 'mine-1.2:3' } })
    expect(kept.headers.get('x-request-id')).toBe('mine-1.2:3')
    for (const id of ['x'.repeat(200), '{"level":"fatal"}']) {
      const replaced = await shop.call(calls.listItems, { headers: { 'x-request-id': id } })
      expect(replaced.headers.get('x-request-id')).not.toBe(id)
    }
  })

  it('Server-Timing holds the time of the service and of the gateway', async () => {
    const { headers } = await shop.call(calls.predict, { body: {} })
    expect(headers.get('server-timing')).toMatch(/^app;dur=[\d.]+, gateway;dur=[\d.]+$/)
  })
})

describe('logs', () => {
  it('the logs of gateway, service and worker carry the same trace id', async () => {
    await eventually(() => {
      for (const service of ['gateway', 'maintenance', 'worker'])
        expect(logLines(service).map(({ traceId }) => traceId)).toContain(runTrace.traceId)
    })
  })

  it('no log contains a key', () => {
    for (const service of ['gateway', ...Object.keys(serviceUrls)])
      for (const secret of [shop.key, adminKey]) expect(JSON.stringify(logLines(service))).not.toContain(secret)
  })
})

describe('metrics', () => {
  it.each(Object.entries(serviceUrls).filter(([name]) => name !== 'gateway'))(
    '%s exports metrics of its requests and its process',
    async (_name, base) => {
      const { status, text, headers } = await get('/metrics', {}, base)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toMatch(/^text\/plain/)
      expect(text).toMatch(/^# TYPE inkling_http_request_seconds histogram$/m)
      expect(text).toMatch(/^process_cpu_seconds_total /m)
      expect(text).not.toContain(shop.id)
    },
  )

  it('the metrics of the gateway need the scope ops:read', async () => {
    expect((await get('/metrics')).status).toBe(401)
    expect((await get('/metrics', bearer(shop.key))).status).toBe(403)
    const { status, text } = await get('/metrics', bearer(adminKey))
    expect(status).toBe(200)
    expect(text).toMatch(/^inkling_upstream_requests_total\{upstream="search",outcome="answered"\} [1-9]/m)
    const { headers } = await get('/metrics', { ...bearer(adminKey), accept: 'application/openmetrics-text' })
    expect(headers.get('content-type')).toMatch(/^application\/openmetrics-text/)
  })
})

const answers = ['degraded_answers_total', 'receipts_dropped_total', 'receipts_written_total', 'scoring_seconds']
const readModels = [
  ...['model_loads_total', 'resident_model_bytes', 'resident_models'],
  ...['tail_changes_total', 'tail_failures_total'],
]
const quality = [
  ...['answer_rate', 'calibration_error', 'cases_total', 'coverage', 'hit_rate_at_1', 'hit_rate_at_20'],
  ...['hit_rate_at_5', 'log_loss_nats', 'mrr_at_20', 'ndcg_at_20', 'recent_cases'],
].map((name) => `prequential_${name}`)
const events = [
  ...['event_batch_events', 'events_accepted_total', 'events_duplicate_total', 'events_ignored_total'],
  'events_rejected_total',
]
const learning = [
  ...['homes_lost_total', 'homes_taken_total'],
  ...['drifts_total', 'learned_states_total', 'prediction_league_total', 'prefetch_threshold', 'run_requests_total'],
  'temporal_patterns_total',
  'weight_changes_total',
]
const suggestionLearning = [
  ...['answers_clicked_total', 'answers_reciprocal_rank_total', 'feedback_lines_total'],
  ...['experiments_running', 'experiments_stopped_total'],
  ...['league_benched_total', 'league_rankings_total', 'league_rulings_total', 'prefetch_threshold'],
  ...['suggestion_event_clicks_total', 'suggestion_feedback_learned_total'],
  ...['suggestion_learning_total', 'suggestion_weight_changes_total'],
]
const freshness = ['answer_seconds', 'service_minutes_dropped_total']
const expectedMetrics = {
  gateway: [
    ...['active_tenants', 'alerting_lost_total', 'answer_seconds', 'api_keys_ending', 'authentications_total'],
    ...['console_layout_shift_ratio', 'console_vital_seconds', 'limit_rejections_total'],
    ...[
      'quota_warnings_total',
      'service_minutes_dropped_total',
      'shed_requests_total',
      'shedding_ratio',
      'site_layout_shift_ratio',
    ],
    ...['site_vital_seconds', 'stream_frames_total'],
    ...['stream_gaps_total', 'stream_messages_total', 'stream_reads_waiting', 'stream_resumes_total'],
    ...['stream_topics', 'streams_closed_total', 'streams_open', 'threat_actions_total', 'threat_blocks'],
    ...['threats_total', 'upstream_requests_total'],
  ],
  maintenance: [
    ...['alert_messages_total', 'alerts_firing', 'dead_letters', 'dispatcher_leads', 'jobs_stalled', 'jobs_waiting'],
    ...['leak_probe_attempts_total', 'leak_probe_leaks_total', 'leak_probes_total'],
    'oldest_waiting_job_seconds',
    ...['connections_used_ratio', 'dead_rows_ratio', 'lock_wait_seconds', 'oldest_transaction_seconds'].map(
      (name) => `postgres_${name}`,
    ),
    'postgres_transaction_ids_used_ratio',
    ...['runs_handed_total', 'runs_recovered_total', 'schedule_occurrences_total'],
    ...['buffered', 'lost_total', 'received_total', 'sampled_out_total', 'stored_total'].map(
      (name) => `trace_store_spans_${name}`,
    ),
  ],
  prediction: [...answers, ...readModels, ...quality, ...events, ...learning, ...freshness].toSorted(),
  search: [...answers, ...readModels].toSorted(),
  suggestion: [...answers, ...suggestionLearning].toSorted(),
  worker: [
    ...['job_seconds', 'job_wait_seconds', 'jobs_total', 'run_requests_total', 'stranded_events'],
    'train_snapshots_total',
  ],
}

/** The names after `inkling_` that a process exports, those of what every process has left out. */
const ofEveryProcess = new RegExp(
  `^(${[
    ...['http', 'circuits?', 'bulkhead', 'retries', 'policy', 'hedges', 'slow_calls', 'deadlines_exceeded'],
    ...[
      'cache',
      'check',
      'load_level',
      'pressure',
      'spans',
      'build_info',
      'query',
      'connection_wait',
      'transactions?',
      'pool',
      'redis_command',
    ],
  ].join('|')})(_|$)`,
)

async function ownMetrics(service: string, base: string): Promise<string[]> {
  const { text } = await get('/metrics', service === 'gateway' ? bearer(adminKey) : {}, base)
  const names = [...text.matchAll(/^# TYPE inkling_(\w+) /gm)].map(([, name = '']) => name)
  return names.filter((name) => !ofEveryProcess.test(name)).toSorted()
}

it('each process exports the metrics that it feeds and no others', async () => {
  const exported = Object.entries(serviceUrls).map(async ([name, base]) => [name, await ownMetrics(name, base)])
  expect(Object.fromEntries(await Promise.all(exported))).toEqual(expectedMetrics)
})

describe('health', () => {
  it('/health shows every service and circuit to anyone', async () => {
    const { status, text } = await get('/health')
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      status: 'ok',
      services: { prediction: 'ready', suggestion: 'ready', search: 'ready', maintenance: 'ready' },
      circuits: { Postgres: 'closed', prediction: 'closed' },
    })
  })

  it.each(Object.entries(serviceUrls))('%s is alive and ready', async (_name, base) => {
    expect((await get('/livez', {}, base)).status).toBe(200)
    expect((await get('/readyz', {}, base)).status).toBe(200)
  })
})

describe('traces', () => {
  const spansOf = async (traceId: string) => {
    const response = await fetch(`${inject('collectorUrl')}/spans?traceId=${traceId}`)
    return (await response.json()) as ExportedSpan[]
  }

  /** Service and name of each span on the way from the caller's span down to the span that `last` is. */
  function pathTo(last: (span: ExportedSpan) => boolean, spans: readonly ExportedSpan[], rootId: string): string[] {
    const path: string[] = []
    for (let span = spans.find(last); span; span = spans.find(({ spanId }) => spanId === span?.parentSpanId)) {
      path.unshift(`${span.service}: ${span.name}`)
      if (span.parentSpanId === rootId) return path
    }
    throw new Error(
      `no path from the caller among ${JSON.stringify(spans.map(({ service, name }) => [service, name]))}`,
    )
  }

  it('a trace goes from the gateway through a service to Postgres', async () => {
    const { traceId, spanId } = readTrace
    await eventually(async () =>
      expect(pathTo(({ name }) => name === 'postgres read item', await spansOf(traceId), spanId)).toEqual([
        'inkling-gateway: GET /api/v1/items/:id',
        'inkling-gateway: GET search',
        'inkling-search: GET /api/v1/items/:id',
        'inkling-search: postgres read item',
      ]),
    )
  })

  it('a trace goes from the gateway through a queue and the worker to Postgres', async () => {
    const { traceId, spanId } = runTrace
    await eventually(async () => {
      const isEnd = ({ service, name }: ExportedSpan) => service === 'inkling-worker' && name === 'postgres end run'
      const path = pathTo(isEnd, await spansOf(traceId), spanId)
      expect(path.map((step) => step.split(':')[0])).toEqual([
        ...['inkling-gateway', 'inkling-gateway'],
        ...['inkling-maintenance', 'inkling-maintenance'],
        ...['inkling-worker', 'inkling-worker'],
      ])
    }, 15_000)
  })

  it('a trace holds Redis commands without their arguments', async () => {
    await eventually(async () => {
      const redis = (await spansOf(runTrace.traceId)).filter(({ name }) => name.startsWith('redis '))
      expect(redis.length).toBeGreaterThan(0)
      expect(redis.every(({ name }) => /^redis \w+$/.test(name))).toBe(true)
    })
  })
})
