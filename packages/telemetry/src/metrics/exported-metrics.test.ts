import { expect, it } from 'vitest'
import { latencyEdgesMs } from '../slo.ts'
import { allMetrics } from './all-metrics.ts'

/** The longest that a caller may wait for an answer: `Request-Timeout-Ms`. */
const longestDeadlineSeconds = 30

/** Dashboards, alerts and runbooks refer to these names: a renamed metric or label breaks them. */
const expected = {
  inkling_active_tenants: [],
  inkling_alert_messages_total: ['kind', 'outcome'],
  inkling_alerting_lost_total: [],
  inkling_alerts_firing: ['alert', 'severity'],
  inkling_answer_seconds: ['class', 'outcome'],
  inkling_answers_clicked_total: ['kind'],
  inkling_answers_reciprocal_rank_total: ['kind'],
  inkling_authentications_total: ['outcome'],
  inkling_backup_drill_age_seconds: [],
  inkling_backup_rpo_seconds: [],
  inkling_backup_rto_seconds: [],
  inkling_backup_seconds: ['repository'],
  inkling_backup_size_bytes: ['repository', 'of'],
  inkling_backup_verified_age_seconds: ['repository'],
  inkling_build_info: ['service', 'version', 'node'],
  inkling_bulkhead_rejections_total: ['bulkhead'],
  inkling_cache_bytes: ['cache'],
  inkling_cache_entries: ['cache'],
  inkling_cache_evictions_total: ['cache'],
  inkling_cache_loads_total: ['cache', 'event'],
  inkling_cache_requests_total: ['cache', 'tier'],
  inkling_cdn_purge_failures_total: [],
  inkling_check_state: ['check'],
  inkling_circuit_state: ['circuit'],
  inkling_circuits_opened_total: ['circuit'],
  inkling_connection_wait_seconds: ['pool'],
  inkling_console_layout_shift_ratio: ['page'],
  inkling_console_vital_seconds: ['vital', 'page'],
  inkling_deadlines_exceeded_total: ['hop'],
  inkling_degraded_answers_total: ['reason'],
  inkling_dead_letters: ['kind'],
  inkling_dispatcher_leads: [],
  inkling_drifts_total: [],
  inkling_embedding_request_seconds: ['of'],
  inkling_embedding_requests_total: ['of', 'outcome'],
  inkling_event_batch_events: [],
  inkling_events_accepted_total: [],
  inkling_events_duplicate_total: [],
  inkling_events_ignored_total: ['reason'],
  inkling_events_rejected_total: [],
  inkling_experiments_running: [],
  inkling_experiments_stopped_total: ['reason'],
  inkling_feedback_lines_total: ['outcome'],
  inkling_hedges_total: ['policy'],
  inkling_http_answers_total: ['status_code'],
  inkling_http_errors_total: ['method', 'route', 'outcome'],
  inkling_http_request_seconds: ['method', 'route'],
  inkling_item_embeddings_total: ['outcome'],
  inkling_job_seconds: ['kind'],
  inkling_job_wait_seconds: ['kind'],
  inkling_jobs_stalled: ['queue'],
  inkling_jobs_total: ['kind', 'outcome'],
  inkling_jobs_waiting: ['queue'],
  inkling_league_benched_total: ['because'],
  inkling_league_rankings_total: ['outcome'],
  inkling_league_rulings_total: ['ruling'],
  inkling_learned_states_total: ['outcome'],
  inkling_limit_rejections_total: ['limit'],
  inkling_load_level: [],
  inkling_load_level_changes_total: ['level'],
  inkling_model_loads_total: ['outcome'],
  inkling_oldest_waiting_job_seconds: ['queue'],
  inkling_policy_in_flight: ['policy'],
  inkling_policy_limit: ['policy'],
  inkling_policy_queued: ['policy'],
  inkling_policy_setting: ['policy', 'setting'],
  inkling_pool_connections: ['pool', 'state'],
  inkling_pool_waiting: ['pool'],
  inkling_postgres_connections_used_ratio: [],
  inkling_postgres_dead_rows_ratio: [],
  inkling_postgres_lock_wait_seconds: [],
  inkling_postgres_oldest_transaction_seconds: [],
  inkling_postgres_transaction_ids_used_ratio: [],
  inkling_prequential_answer_rate: ['model', 'kind'],
  inkling_prequential_calibration_error: ['model', 'kind'],
  inkling_prequential_cases_total: ['model', 'place'],
  inkling_prequential_coverage: ['model', 'kind'],
  inkling_prequential_hit_rate_at_1: ['model', 'kind'],
  inkling_prequential_hit_rate_at_20: ['model', 'kind'],
  inkling_prequential_hit_rate_at_5: ['model', 'kind'],
  inkling_prequential_log_loss_nats: ['model', 'kind'],
  inkling_prequential_mrr_at_20: ['model', 'kind'],
  inkling_prequential_ndcg_at_20: ['model', 'kind'],
  inkling_prequential_recent_cases: ['model', 'kind'],
  inkling_pressure: ['resource'],
  inkling_query_embeddings_total: ['outcome'],
  inkling_query_failures_total: ['query'],
  inkling_query_seconds: ['query'],
  inkling_receipts_dropped_total: [],
  inkling_receipts_written_total: [],
  inkling_redis_command_failures_total: ['command'],
  inkling_redis_command_seconds: ['command'],
  inkling_resident_model_bytes: [],
  inkling_resident_models: [],
  inkling_retries_total: ['policy'],
  inkling_run_requests_total: ['kind', 'reason', 'outcome'],
  inkling_runs_handed_total: ['kind'],
  inkling_runs_recovered_total: ['kind', 'outcome'],
  inkling_schedule_occurrences_total: ['kind', 'outcome'],
  inkling_scoring_seconds: ['kind'],
  inkling_service_minutes_dropped_total: [],
  inkling_shed_requests_total: ['priority'],
  inkling_shedding_ratio: [],
  inkling_slow_calls_total: ['policy'],
  inkling_spans_lost_total: ['reason'],
  inkling_stranded_events: [],
  inkling_suggestion_event_clicks_total: [],
  inkling_suggestion_feedback_learned_total: [],
  inkling_suggestion_learning_total: ['outcome'],
  inkling_suggestion_weight_changes_total: [],
  inkling_tail_changes_total: [],
  inkling_tail_failures_total: [],
  inkling_trace_store_spans_buffered: [],
  inkling_trace_store_spans_lost_total: ['reason'],
  inkling_trace_store_spans_received_total: [],
  inkling_trace_store_spans_sampled_out_total: [],
  inkling_trace_store_spans_stored_total: [],
  inkling_train_snapshots_total: ['outcome'],
  inkling_temporal_patterns_total: [],
  inkling_transaction_seconds_total: ['pool'],
  inkling_transactions_total: ['pool'],
  inkling_upstream_requests_total: ['upstream', 'outcome'],
  inkling_wal_unarchived_seconds: [],
  inkling_weight_changes_total: [],
}

const metrics = allMetrics()

it('the groups together export these metrics with these labels', () => {
  expect(Object.fromEntries(metrics.map(({ name, labelNames }) => [name, labelNames]))).toEqual(expected)
})

it('the help of every metric begins with a capital and ends without a full stop', () => {
  for (const { help } of metrics) expect(help).toMatch(/^[A-Z].*[^.]$/)
})

it('histograms of durations have every edge of the service-level objectives and reach the longest deadline', () => {
  const durations = metrics.filter(({ name, type }) => type === 'histogram' && name.endsWith('_seconds'))
  for (const { name, upperBounds = [] } of durations) {
    expect(upperBounds, name).toEqual(expect.arrayContaining(latencyEdgesMs.map((ms) => ms / 1_000)))
    expect(upperBounds.at(-1), name).toBeGreaterThanOrEqual(longestDeadlineSeconds)
    expect(upperBounds, name).toEqual(upperBounds.toSorted((a, b) => a - b))
  }
  expect(durations.length).toBeGreaterThan(5)
})
