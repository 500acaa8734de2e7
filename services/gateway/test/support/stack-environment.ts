/** What acceptance tests set apart from the defaults. */
export const stackEnvironment = {
  /** So that a revoked key and a suspended tenant are shut out while a test waits. */
  KEY_CACHE_MS: '200',
  /** Anonymous requests are limited by address: each test comes from one of its own, by X-Forwarded-For. */
  TRUST_PROXY: 'true',
  /** Nothing is under way when a test deletes a tenant. */
  ERASE_SETTLE_MS: '0',
  /** What has not been asked for is not reindexed while a test looks. */
  REINDEX_CRON: '0 0 1 1 *',
  /** Searches are answered from indexes; what Postgres answers meanwhile is tested among the faults. */
  LOAD_WAIT_MS: '5000',
  /** The site of a test may be anywhere. */
  CORS_ORIGINS: '*',
  /** A line for every request. */
  LOG_LEVEL: 'debug',
} as const
