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
  ARCHIVE_URL: Type.Optional(
    Type.String({
      pattern: '^(file:///|https?://).+',
      description:
        'Where old months of events are archived: file:///FOLDER, or the address of a bucket of an S3-compatible ' +
        'store, such as https://s3.example.com/BUCKET; without it none are',
    }),
  ),
  ARCHIVE_REGION: Type.String({ default: 'auto', minLength: 1, description: 'The region of the bucket' }),
  ARCHIVE_ACCESS_KEY_ID: Type.Optional(Type.String({ minLength: 1, description: 'The key for the bucket' })),
  ARCHIVE_SECRET_ACCESS_KEY: Type.Optional(Type.String({ minLength: 1, description: 'The secret of that key' })),
  ARCHIVE_AFTER_DAYS: Type.Optional(
    Type.Integer({
      minimum: 31,
      maximum: 36_500,
      description:
        'Months of events are archived so many days after they ended, each night; without it only on request. ' +
        'Events that their tenant keeps for less long are deleted before',
    }),
  ),
  PREDICTION_URL: Type.Optional(
    Type.String({ minLength: 1, description: 'The prediction service, into which runs of kind warm load models' }),
  ),
  SEARCH_URL: Type.Optional(Type.String({ minLength: 1, description: 'The search service, for the same' })),
  ...jobConfig(),
  WATCHDOG_MS: Type.Integer({
    minimum: 1_000,
    default: 60_000,
    description: 'How long the first job of a queue may wait while none is at work, until /livez asks for a restart',
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => parseConfig(Config, env)
