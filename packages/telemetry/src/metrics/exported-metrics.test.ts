import client from '@prometheus-io/client'
import { expect, it } from 'vitest'
import * as telemetry from '../index.ts'

/** Dashboards, alerts and runbooks refer to these names: a renamed metric or label breaks them. */
const expected = {
  inkling_answer_seconds: ['class', 'outcome'],
  inkling_authentications_total: ['outcome'],
  inkling_bulkhead_rejections_total: ['bulkhead'],
  inkling_cache_bytes: ['cache'],
  inkling_cache_entries: ['cache'],
  inkling_cache_evictions_total: ['cache'],
  inkling_cache_loads_total: ['cache', 'event'],
  inkling_cache_requests_total: ['cache', 'tier'],
  inkling_cdn_purge_failures_total: [],
  inkling_circuit_state: ['circuit'],
  inkling_circuits_opened_total: ['circuit'],
  inkling_degraded_answers_total: ['reason'],
  inkling_drifts_total: [],
  inkling_embedding_request_seconds: ['of'],
  inkling_embedding_requests_total: ['of', 'outcome'],
  inkling_event_batch_events: [],
  inkling_events_accepted_total: [],
  inkling_events_duplicate_total: [],
  inkling_events_ignored_total: ['reason'],
  inkling_events_rejected_total: [],
  inkling_hedges_total: ['policy'],
  inkling_item_embeddings_total: ['outcome'],
  inkling_job_seconds: ['kind'],
  inkling_jobs_total: ['kind', 'outcome'],
  inkling_jobs_waiting: ['queue'],
  inkling_learned_states_total: ['outcome'],
  inkling_load_level: [],
  inkling_load_level_changes_total: ['level'],
  inkling_model_loads_total: ['outcome'],
  inkling_policy_in_flight: ['policy'],
  inkling_policy_limit: ['policy'],
  inkling_policy_queued: ['policy'],
  inkling_policy_setting: ['policy', 'setting'],
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
  inkling_receipts_dropped_total: [],
  inkling_receipts_written_total: [],
  inkling_resident_model_bytes: [],
  inkling_resident_models: [],
  inkling_retries_total: ['policy'],
  inkling_run_requests_total: ['kind', 'reason', 'outcome'],
  inkling_runs_swept_total: ['kind', 'outcome'],
  inkling_scoring_seconds: ['kind'],
  inkling_service_minutes_dropped_total: [],
  inkling_shed_requests_total: ['priority'],
  inkling_shedding_ratio: [],
  inkling_slow_calls_total: ['policy'],
  inkling_tail_changes_total: [],
  inkling_tail_failures_total: [],
  inkling_trace_store_spans_buffered: [],
  inkling_trace_store_spans_lost_total: ['reason'],
  inkling_trace_store_spans_received_total: [],
  inkling_trace_store_spans_sampled_out_total: [],
  inkling_trace_store_spans_stored_total: [],
  inkling_train_snapshots_total: ['outcome'],
  inkling_upstream_requests_total: ['upstream', 'outcome'],
}

const registry = new client.Registry()
for (const [name, group] of Object.entries(telemetry))
  if (name.endsWith('Metrics')) (group as (to: client.Registry) => unknown)(registry)

it('the groups together export these metrics with these labels', () => {
  const exported = registry.getMetricsAsArray().map((metric) => {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] }
    return [name, labelNames] as const
  })
  expect(Object.fromEntries(exported)).toEqual(expected)
})

it('the help of every metric begins with a capital and ends without a full stop', () => {
  const helps = registry.getMetricsAsArray().map((metric) => (metric as unknown as { help: string }).help)
  for (const help of helps) expect(help).toMatch(/^[A-Z].*[^.]$/)
})
