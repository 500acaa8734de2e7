/** The settings of acceptance tests that differ from the defaults. */
export const stackEnvironment = {
  /** A revoked key and a suspended tenant are rejected soon enough for a test to wait for it. */
  KEY_CACHE_MS: '200',
  /** Anonymous requests are limited by address, so each test sends an address of its own in X-Forwarded-For. */
  TRUST_PROXY: '1',
  /** No request is in flight when a test deletes a tenant. */
  ERASE_SETTLE_MS: '0',
  /** No scheduled reindex runs during a test. */
  REINDEX_CRON: '0 0 1 1 *',
  /** Searches wait for their index; `faults` tests the searches in Postgres. */
  LOAD_WAIT_MS: '5000',
  /** So do suggestions. */
  LEG_PATIENCE_MS: '5000',
  LEG_TIMEOUT_MS: '5000',
  /** No challenger is benched because the machine of a test run is slow. */
  SHADOW_BUDGET_MS: '5000',
  /** Lists have the order of their scores; scenarios set other rates. */
  EXPLORATION_RATE: '0',
  SWAP_RATE: '0',
  /** The site of a test may have any origin. */
  CORS_ORIGINS: '*',
  /** Tests issue tokens themselves. */
  JWKS_PRIVATE: 'true',
  /** The tests themselves use up the processors; `load-levels` tests the levels. */
  LOAD_LEVEL: 'normal',
  /** `leaks` attacks; nothing else fills tenants meanwhile. */
  LEAK_PROBE_SECONDS: '0',
  /** Logs a line per request. */
  LOG_LEVEL: 'debug',
} as const
