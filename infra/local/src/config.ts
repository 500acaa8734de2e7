export interface LocalConfig {
  /** A Postgres to use in place of a private one: the URL of a database and of a role that may create roles. */
  databaseUrl: string | undefined
  /** A Redis to use in place of private ones, for cache and queues both. */
  redisUrl: string | undefined
  searchPath: string
  /** What every service gets, when set: the path, the home, the log level, where traces go, whose pages may call and who embeds. */
  passedOn: Record<string, string>
}

const passedOnNames = /^(PATH|HOME|TZ|LANG|LOG_LEVEL|OTEL_.+|CORS_ORIGINS|EMBEDDINGS_.+)$/

export function readConfig(env: NodeJS.ProcessEnv = process.env): LocalConfig {
  const isPassedOn = (entry: [string, string | undefined]): entry is [string, string] =>
    passedOnNames.test(entry[0]) && entry[1] !== undefined
  return {
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    searchPath: env.PATH ?? '',
    passedOn: Object.fromEntries(Object.entries(env).filter(isPassedOn)),
  }
}
