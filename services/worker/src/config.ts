import { jobConfig } from '@inkling/queues'
import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that carries wake-ups to other services' }),
  QUEUE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that never evicts, for the job queues' }),
  BACKUP_FOLDER: Type.Optional(
    Type.String({ minLength: 1, description: 'Where backups are set up; without it none are taken' }),
  ),
  ...jobConfig(),
  WATCHDOG_MS: Type.Integer({
    minimum: 1_000,
    default: 60_000,
    description: 'How long the first job of a queue may wait while none is at work, until /livez asks for a restart',
  }),
  ERASE_SETTLE_MS: Type.Integer({
    minimum: 0,
    default: 45_000,
    description:
      'Time in which requests of a deleted tenant may be under way: lifetime of cached keys plus the longest deadline',
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => parseConfig(Config, env)
