import { planNames } from '@inkling/contracts'
import { checkRecurrence, jobConfig, jobs } from '@inkling/queues'
import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'
import { readDestinations } from './adapters/notify/read-destinations.ts'
import type { Destination } from './domain/alerts/destinations.ts'

const hourMs = 3_600_000
const { trainDue, reindexDue } = jobs

const processUrl = (name: string) =>
  Type.String({ pattern: '^https?://', description: `URL of every replica of ${name}, with commas; alerts watch them` })

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({
    minLength: 1,
    description: 'Redis that tells the gateways of changed keys, tenants, operations and alerts',
  }),
  KEY_CACHE_MS: Type.Integer({
    minimum: 1,
    maximum: 60_000,
    default: 5_000,
    description: 'As at the gateways: how long the answer to a changed key waits while they cannot be told',
  }),
  ERASE_SETTLE_MS: Type.Integer({
    minimum: 0,
    default: 45_000,
    description: `Time in which requests of a deleted tenant may be under way, after which it is erased: lifetime of
cached keys plus the longest deadline`,
  }),
  QUEUE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that never evicts, for the job queues' }),
  BACKUP_FOLDER: Type.Optional(
    Type.String({ minLength: 1, description: 'As at the worker; without it, requests for a backup are refused' }),
  ),
  ARCHIVE_URL: Type.Optional(
    Type.String({ minLength: 1, description: 'As at the worker; without it, requests to archive events are refused' }),
  ),
  OWNER_DATABASE_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Postgres as the owner of the tables, who may do all: plans of statements and index advice need it',
    }),
  ),
  ...jobConfig(),
  DISPATCH_MS: Type.Integer({
    minimum: 50,
    maximum: 60_000,
    default: 1_000,
    description: 'How often the dispatcher looks for lost runs and schedules, and takes over from another process',
  }),
  HEAVY_RUNS: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 5,
    description: 'Most runs of heavy kinds (all but undo, erase and backup) at work in all workers together',
  }),
  RETRAIN_CRON: Type.String({
    minLength: 1,
    default: trainDue.schedule.cron,
    description: 'When train runs are queued for the tenants that are due (cron, UTC)',
  }),
  RETRAIN_AFTER_HOURS: Type.Number({
    exclusiveMinimum: 0,
    default: trainDue.schedule.payload.afterMs / hourMs,
    description: 'A tenant with new events is due this long after its last train run',
  }),
  REINDEX_CRON: Type.String({
    minLength: 1,
    default: reindexDue.schedule.cron,
    description: 'When reindex runs are queued for the tenants that are due (cron, UTC)',
  }),
  GATEWAY_URL: processUrl('the gateway'),
  PREDICTION_URL: processUrl('the prediction service'),
  SUGGESTION_URL: processUrl('the suggestion service'),
  SEARCH_URL: processUrl('the search service'),
  WORKER_URL: processUrl('the worker'),
  TRACE_KEPT_HOURS: Type.Integer({
    minimum: 1,
    maximum: 720,
    default: 24,
    description: 'How long the trace store keeps traces',
  }),
  TRACE_MAX_MEGABYTES: Type.Integer({
    minimum: 16,
    default: 1_000,
    description: 'How much of Postgres the trace store may fill; the oldest hours go first',
  }),
  TRACE_KEPT_SHARE: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.1,
    description: 'Share of the traces that are kept although they are neither slow nor in error',
  }),
  ALERT_EVERY_MS: Type.Integer({
    minimum: 100,
    maximum: 15_000,
    default: 10_000,
    description: 'How often conditions of alerts are looked at',
  }),
  ALERT_DESTINATIONS: Type.String({
    default: '[]',
    description: 'Where messages about alerts go, beside the log: a list in JSON',
  }),
  ALERT_RUNBOOK_URL: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'The folder with infra/runbooks, for links in messages' }),
  ),
  ALERT_TRACE_URL: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'What stands before the id of a trace, for links in messages' }),
  ),
  JWKS_PRIVATE: Type.Boolean({
    default: false,
    description: 'Whether keys of tokens may be at addresses that are not public; as for the gateway',
  }),
  LEAK_PROBE_SECONDS: Type.Integer({
    minimum: 0,
    maximum: 86_400,
    default: 900,
    description: 'How often one probe tenant attacks another one through a gateway; 0 for never',
  }),
  DEFAULT_PLAN: Type.Enum(planNames, { default: 'starter', description: 'Plan of tenants created without a plan' }),
})
export type Config = Static<typeof Config> & { readonly destinations: readonly Destination[] }

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const config = parseConfig(Config, env)
  for (const name of ['RETRAIN_CRON', 'REINDEX_CRON'] as const) checkCron(name, config[name])
  return { ...config, destinations: readDestinations(config.ALERT_DESTINATIONS) }
}

/** @throws Error that names the setting and its fault */
function checkCron(name: string, cron: string): void {
  try {
    checkRecurrence({ cron, timeZone: 'UTC' })
  } catch (cause) {
    throw new Error(`${name} is ${cron}. ${(cause as Error).message}`, { cause })
  }
}
