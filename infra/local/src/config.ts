import { StartError } from './errors.ts'

export interface LocalConfig {
  /** URL of a Postgres to use instead of a private one. Its role must be allowed to create roles. */
  databaseUrl: string | undefined
  /** URL of a Redis to use instead of two private ones, for both cache and queues. */
  redisUrl: string | undefined
  /** Holds a second copy of every backup; a folder of another disk or another place. */
  secondBackupFolder: string | undefined
  /** Holds the WAL of every commit before it is acknowledged; a folder of another disk. */
  walFolder: string | undefined
  searchPath: string
  /** Variables that every service gets if they are set, such as LOG_LEVEL, CORS_ORIGINS and EMBEDDINGS_URL. */
  passedOn: Record<string, string>
}

const passedOnNames = new RegExp(
  [
    '^(PATH|HOME|TZ|LANG|LOAD_LEVEL|FAULT_INJECTION|TRUST_PROXY|CORS_ORIGINS|KEY_CACHE_MS',
    '(OTEL|TRACE|EMBEDDINGS|UPSTREAM|CDN|PUBLISHABLE|LEG|JOB|ALERT|ARCHIVE|DRIFT|MODEL|STREAMS?|THREAT)_.+',
    'DATABASE_(?!URL$).+|LOG_(?!FILE$).+|(ANONYMOUS|PUBLIC)_PER_MINUTE|(HEADERS|REQUEST|IDLE|AFFINITY)_TIMEOUT_MS',
    '(DRAIN|DISPATCH|WATCHDOG|POLL|LOAD_WAIT|ERASE_SETTLE|READ_STALENESS)_MS|(RETRAIN|REINDEX)_.+',
    'HEAVY_RUNS|INDEX_BYTES|LEAK_PROBE_SECONDS|JWKS_PRIVATE|REQUEST_SECRETS_FILE|SHADOW_BUDGET_MS|EXPLORATION_RATE|SWAP_RATE)$',
  ].join('|'),
)

/** The ports of Prometheus and Alertmanager; free ones unless they are set. @throws StartError that names it */
export function readMonitoringPorts(env: NodeJS.ProcessEnv = process.env) {
  const port = (name: 'PROMETHEUS_PORT' | 'ALERTMANAGER_PORT') => {
    const text = env[name]
    if (!text) return undefined
    if (/^\d{4,5}$/.test(text) && Number(text) >= 1_024 && Number(text) <= 65_535) return Number(text)
    throw new StartError(`${name} is ${text}`, 'use a whole number from 1024 to 65535')
  }
  return { prometheusPort: port('PROMETHEUS_PORT'), alertmanagerPort: port('ALERTMANAGER_PORT') }
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): LocalConfig {
  const isPassedOn = (entry: [string, string | undefined]): entry is [string, string] =>
    passedOnNames.test(entry[0]) && entry[1] !== undefined
  return {
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    secondBackupFolder: env.BACKUP_SECOND_FOLDER || undefined,
    walFolder: env.BACKUP_WAL_FOLDER || undefined,
    searchPath: env.PATH ?? '',
    passedOn: Object.fromEntries(Object.entries(env).filter(isPassedOn)),
  }
}
