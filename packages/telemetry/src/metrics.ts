import client from '@prometheus-io/client'

const { Counter, Gauge, Histogram } = client

/** How good predictions lately were, over all resident tenants by their cases: of a component or the blend, on all, repeat or new items. */
const quality = (name: string, help: string) =>
  new Gauge({ name: `inkling_prequential_${name}`, help, labelNames: ['model', 'kind'] as const })

/** Every metric that is our own, by what it counts. Labels are bounded: never a tenant, a user or an item. */
export const metrics = {
  upstreamRequests: new Counter({
    name: 'inkling_upstream_requests_total',
    help: 'Calls to another service, by outcome',
    labelNames: ['upstream', 'outcome'] as const,
  }),
  circuitState: new Gauge({
    name: 'inkling_circuit_state',
    help: '0 closed, 1 open, 2 half-open',
    labelNames: ['circuit'] as const,
  }),
  rejectedByBulkhead: new Counter({
    name: 'inkling_bulkhead_rejections_total',
    help: 'Calls refused because the bulkhead and its queue were full',
    labelNames: ['bulkhead'] as const,
  }),
  retries: new Counter({
    name: 'inkling_retries_total',
    help: 'Attempts beyond the first',
    labelNames: ['policy'] as const,
  }),
  authentications: new Counter({
    name: 'inkling_authentications_total',
    help: 'Credentials looked at, by outcome',
    labelNames: ['outcome'] as const,
  }),
  eventsAccepted: new Counter({ name: 'inkling_events_accepted_total', help: 'Events committed' }),
  eventsDuplicate: new Counter({ name: 'inkling_events_duplicate_total', help: 'Events whose id was known' }),
  eventsRejected: new Counter({ name: 'inkling_events_rejected_total', help: 'Events refused as not valid' }),
  eventsIgnored: new Counter({
    name: 'inkling_events_ignored_total',
    help: 'Events of speculative loads, which are no usage',
  }),
  eventBatch: new Histogram({
    name: 'inkling_event_batch_events',
    help: 'Events that shared one insert',
    buckets: [1, 2, 5, 10, 50, 100, 500, 1000, 5000],
  }),
  residentModels: new Gauge({ name: 'inkling_resident_models', help: 'Read models in memory, one a tenant and kind' }),
  residentBytes: new Gauge({ name: 'inkling_resident_model_bytes', help: 'Memory of the resident read models' }),
  modelLoads: new Counter({
    name: 'inkling_model_loads_total',
    help: 'Read models loaded',
    labelNames: ['outcome'] as const,
  }),
  tailChanges: new Counter({ name: 'inkling_tail_changes_total', help: 'Changes applied to read models' }),
  tailFailures: new Counter({ name: 'inkling_tail_failures_total', help: 'Attempts to read changes that failed' }),
  scoring: new Histogram({
    name: 'inkling_scoring_seconds',
    help: 'Time to compute an answer, without transport',
    labelNames: ['kind'] as const,
    buckets: [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1],
  }),
  degradedAnswers: new Counter({
    name: 'inkling_degraded_answers_total',
    help: 'Answers that lacked something',
    labelNames: ['reason'] as const,
  }),
  embeddingRequests: new Counter({
    name: 'inkling_embedding_requests_total',
    help: 'Requests to the embeddings endpoint, of queries or of items, by outcome; what an open circuit refuses is none',
    labelNames: ['of', 'outcome'] as const,
  }),
  embeddingSeconds: new Histogram({
    name: 'inkling_embedding_request_seconds',
    help: 'How long the embeddings endpoint took, also to fail',
    labelNames: ['of'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10, 60],
  }),
  queryEmbeddings: new Counter({
    name: 'inkling_query_embeddings_total',
    help: 'Searches that wanted the embedding of their query: a hit of the cache, asked in time, or missing',
    labelNames: ['outcome'] as const,
  }),
  itemEmbeddings: new Counter({
    name: 'inkling_item_embeddings_total',
    help: 'Items whose embedding was stored, or was refused by the endpoint',
    labelNames: ['outcome'] as const,
  }),
  receiptsWritten: new Counter({ name: 'inkling_receipts_written_total', help: 'Receipts stored' }),
  receiptsDropped: new Counter({
    name: 'inkling_receipts_dropped_total',
    help: 'Receipts given up because Postgres could not take them',
  }),
  prequential: new Counter({
    name: 'inkling_prequential_cases_total',
    help: 'Real next events that predictions were scored on, by where the item stood',
    labelNames: ['model', 'place'] as const,
  }),
  learnedStates: new Counter({
    name: 'inkling_learned_states_total',
    help: 'Attempts to store what a model learned from the stream: stored, or outdated by what another replica stored',
    labelNames: ['outcome'] as const,
  }),
  recentCases: quality('recent_cases', 'Cases that the recent means rest on; older ones fade'),
  hitRateAt1: quality('hit_rate_at_1', 'Share of recent cases whose next item was the first listed'),
  hitRateAt5: quality('hit_rate_at_5', 'Share of recent cases whose next item was among the best 5'),
  hitRateAt20: quality('hit_rate_at_20', 'Share of recent cases whose next item was among the best 20'),
  mrrAt20: quality('mrr_at_20', 'Mean reciprocal rank of what came next, 0 beyond 20'),
  ndcgAt20: quality('ndcg_at_20', 'Mean discounted gain of what came next, 0 beyond 20'),
  logLoss: quality('log_loss_nats', 'Mean surprise at what came next'),
  coverage: quality('coverage', 'Share of known items that were listed lately'),
  answerRate: quality('answer_rate', 'Share of recent cases in which anything was listed'),
  calibrationError: quality('calibration_error', 'Mean gap between listed probabilities and what happened'),
  snapshots: new Counter({
    name: 'inkling_train_snapshots_total',
    help: 'Snapshots that train runs made, by whether they were stored, forced or refused as worse than the one in service',
    labelNames: ['outcome'] as const,
  }),
  drifts: new Counter({
    name: 'inkling_drifts_total',
    help: 'Tenants whose predictions were found to have become worse',
  }),
  runRequests: new Counter({
    name: 'inkling_run_requests_total',
    help: 'Runs that Inkling asked for by itself, by kind, by why and by what came of it',
    labelNames: ['kind', 'reason', 'outcome'] as const,
  }),
  jobs: new Counter({ name: 'inkling_jobs_total', help: 'Jobs that ended', labelNames: ['kind', 'outcome'] as const }),
  jobSeconds: new Histogram({
    name: 'inkling_job_seconds',
    help: 'How long jobs ran',
    labelNames: ['kind'] as const,
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900],
  }),
  jobsWaiting: new Gauge({
    name: 'inkling_jobs_waiting',
    help: 'Jobs that have not begun',
    labelNames: ['queue'] as const,
  }),
}
