import { type SecurityAction, securityActions } from '@inkling/contracts'
import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'
import { trustProxyPattern } from './trusted-proxies.ts'

const threatAction = (of: string, byDefault: SecurityAction) =>
  Type.Enum(securityActions, {
    default: byDefault,
    description: `The strongest action because ${of}: observe, slow, limit or block`,
  })

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({
    minLength: 1,
    description: 'Redis in which the gateways count requests, and which tells them of changed keys',
  }),
  PREDICTION_URL: Type.String({ minLength: 1, description: 'URL of the prediction service' }),
  SUGGESTION_URL: Type.String({ minLength: 1, description: 'URL of the suggestion service' }),
  SEARCH_URL: Type.String({ minLength: 1, description: 'URL of the search service' }),
  MAINTENANCE_URL: Type.String({ minLength: 1, description: 'URL of the maintenance service' }),
  WORKER_URL: Type.String({ minLength: 1, description: 'URL of the worker, of which operators ask the state' }),
  ANONYMOUS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'Requests per minute and address without a valid key',
  }),
  KEY_CACHE_MS: Type.Integer({
    minimum: 1,
    maximum: 60_000,
    default: 5_000,
    description: 'After how many ms a cached key is read again although nobody says that it changed',
  }),
  JWKS_PRIVATE: Type.Boolean({
    default: false,
    description: 'Whether keys of tokens may be read from addresses that are not public, such as 127.0.0.1',
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    description:
      'Origins that every key allows, beside those stored with the key, comma-separated; * allows every origin',
  }),
  DEMO_API_KEY: Type.String({
    default: '',
    pattern: '^(ink_[0-9a-z]+_[0-9a-z]+)?$',
    description: 'Key of the demo tenant that the page at / uses and everyone can read; none if there is no demo',
  }),
  PUBLIC_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 300,
    description:
      'Requests per minute and address for pages that need no key: /, /docs, /openapi.json, /health, /inkling.js',
  }),
  STREAMS_MAX: Type.Integer({ minimum: 1, default: 20_000, description: 'The most streams that this gateway holds' }),
  STREAMS_PER_ADDRESS: Type.Integer({
    minimum: 1,
    default: 1_000,
    description: 'The most streams from one address that this gateway holds',
  }),
  STREAM_HEARTBEAT_MS: Type.Integer({
    minimum: 100,
    default: 25_000,
    description: 'How often a stream is asked whether its client is still there, in ms; less than a proxy waits',
  }),
  STREAM_HISTORY_ENTRIES: Type.Integer({
    minimum: 100,
    maximum: 100_000,
    default: 10_000,
    description: 'About how many of the newest messages of a tenant are kept, for streams that return',
  }),
  STREAM_SLOW_MS: Type.Integer({
    minimum: 100,
    default: 30_000,
    description: 'How long messages may wait for a client that reads too slowly before its stream is closed, in ms',
  }),
  PUBLISHABLE_REQUESTS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 300,
    description: 'Requests per minute with a publishable key from one address',
  }),
  PUBLISHABLE_EVENTS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 3_000,
    description: 'Events and lines of feedback per minute with a publishable key from one address',
  }),
  PUBLISHABLE_NEW_IDS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 3_000,
    description: 'Different items, users and sessions per minute with a publishable key from one address',
  }),
  PUBLISHABLE_IDEMPOTENCY_KEYS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 60,
    description: 'Requests with an Idempotency-Key per minute with a publishable key from one address',
  }),
  PUBLISHABLE_STORED_KB_PER_DAY: Type.Integer({
    minimum: 1,
    default: 100_000,
    description: 'Kilobytes stored in a day for requests with an Idempotency-Key and one publishable key',
  }),
  THREAT_STUFFING: threatAction('of many different wrong keys from one address', 'block'),
  THREAT_LEAKED_KEYS: threatAction('of a secret key that comes from many networks', 'observe'),
  THREAT_SCRAPING: threatAction('of many different things read with a key of pages', 'observe'),
  THREAT_PUSHING: threatAction('of one item that many visitors of one address use', 'observe'),
  THREAT_INJECTION: threatAction('of probes for injections', 'observe'),
  THREAT_BLOCK_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    default: 900,
    description: 'How long an address or a key is blocked that the gateway finds itself, in seconds',
  }),
  THREAT_PRIVATE_ADDRESSES: Type.Boolean({
    default: false,
    description:
      'Whether private addresses may be slowed, limited and blocked, too; unless they are clients, they are proxies',
  }),
  CDN_PURGE_URL: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description:
      'Where a content delivery network takes purges, as POST {"surrogate_keys": [...]}; none if there is none',
  }),
  CDN_PURGE_TOKEN: Type.String({ default: '', description: 'The bearer token of these purges' }),
  CDN_MAX_AGE: Type.Integer({
    minimum: 1,
    default: 60,
    description: 'How long a content delivery network may keep an answer that nobody purges, in seconds',
  }),
  HEADERS_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: 15_000,
    description: 'How long a client may take to send the head of a request, in ms',
  }),
  REQUEST_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: 60_000,
    description: 'How long a client may take to send a request with its body, in ms',
  }),
  IDLE_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: 72_000,
    description: 'How long a connection may be open between two requests, in ms; more than that of a proxy before it',
  }),
  TLS_CERT_FILE: Type.String({
    default: '',
    description: 'A certificate with its chain (PEM), with which the gateway speaks HTTPS; none: HTTP, behind a proxy',
  }),
  TLS_KEY_FILE: Type.String({ default: '', description: 'The private key of that certificate (PEM)' }),
  TRUST_PROXY: Type.String({
    default: '0',
    pattern: trustProxyPattern,
    description: `Whose X-Forwarded-For to believe: the number of proxies between the clients and the gateway, or their
networks, comma-separated (10.0.0.0/8, ::1). Instead of true, set 1 for one proxy`,
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
