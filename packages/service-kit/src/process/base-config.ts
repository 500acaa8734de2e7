import { predefined } from '@inkling/resilience'
import { Type } from 'typebox'
import { policyConfig } from './policy-config.ts'

/** The configuration that every service has; each adds its own. */
export const baseConfig = {
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'Port to listen on; 0 takes any free one',
  }),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const, { default: 'info' }),
  LOG_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The file that standard output is appended to; this process alone then rotates it',
    }),
  ),
  LOG_FILE_MAX_BYTES: Type.Integer({ minimum: 1_000, default: 10_000_000, description: 'When LOG_FILE is rotated' }),
  LOG_FILES_KEPT: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 4,
    description: 'How many rotated files stay: LOG_FILE.1 is the newest',
  }),
  SIGNING_SECRET: Type.String({
    minLength: 32,
    description: 'Shared by all services: signs the requests between them, cursors and receipts',
  }),
  REQUEST_SECRETS_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'A file with a secret per line that sign requests between services instead of SIGNING_SECRET; read again when it changes',
    }),
  ),
  AUDIT_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'Makes the codes of the audit log, the same for all services for ever; made of SIGNING_SECRET if absent',
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({ description: 'OTLP/HTTP collector that gets the spans of this process' }),
  ),
  TRACE_STORE_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'URL of maintenance, whose trace store gets the spans, too; without both, no span is recorded',
    }),
  ),
  TRACE_SAMPLE_RATIO: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.1,
    description: 'Share of the traces beginning here that are exported; those that fail or are slow are in any case',
  }),
  TRACE_SLOW_MS: Type.Integer({
    minimum: 1,
    default: 1_000,
    description: 'From when on a request or job is slow, so that its spans are exported, in ms',
  }),
  DRAIN_MS: Type.Integer({
    minimum: 0,
    default: 0,
    description: 'How long to answer "not ready" before closing, so that load balancers notice',
  }),
  LOAD_LEVEL: Type.Enum(['auto', 'normal', 'essential', 'critical'] as const, {
    default: 'auto',
    description:
      'The load level: auto follows the load; any other one always holds, and normal also refuses nothing for the load',
  }),
  NODE_ENV: Type.Optional(Type.String({ description: 'production, or anything else' })),
  FAULT_INJECTION: Type.Optional(
    Type.Enum(['off', 'on', 'on-in-production'] as const, {
      description: 'Whether faults can be made in running processes, for game days: off if absent',
    }),
  ),
  CACHE_REDIS_URL: Type.Optional(Type.String({ minLength: 1, description: 'Redis in which faults are set' })),
  DATABASE_URL: Type.String({ minLength: 1, description: 'Postgres, as a role that owns no table' }),
  DIRECT_DATABASE_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The same Postgres without a pooler, for work that needs a session; DATABASE_URL if absent',
    }),
  ),
  READ_DATABASE_URLS: Type.Optional(
    Type.String({ minLength: 1, description: 'Read replicas of Postgres for reports, with commas; none if absent' }),
  ),
  READ_STALENESS_MS: Type.Integer({
    minimum: 100,
    maximum: 600_000,
    default: 2_000,
    description: 'How old a report from a read replica may be; an older replica is left out',
  }),
  DATABASE_POOL: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 10,
    description: 'Most Postgres connections of this process',
  }),
  ...policyConfig('DATABASE', 'Postgres', predefined.database),
  ...policyConfig('UPSTREAM', 'each other service', predefined.upstream),
}
