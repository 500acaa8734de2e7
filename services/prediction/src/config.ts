import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that carries wake-ups' }),
  SEARCH_URL: Type.String({ minLength: 1, description: 'The search service, asked for similar items' }),
  MODEL_BYTES: Type.Integer({
    minimum: 1_000_000,
    default: 1_000_000_000,
    description: 'Memory for resident models; removed items may take a tenth of it more',
  }),
  MODEL_IDLE_MS: Type.Integer({
    minimum: 1_000,
    default: 600_000,
    description: 'A tenant without requests and events for so long leaves memory, in ms',
  }),
  MAINTENANCE_URL: Type.String({ minLength: 1, description: 'The maintenance service, asked for training on drift' }),
  DRIFT_COOL_DOWN_MS: Type.Integer({
    minimum: 0,
    default: 3_600_000,
    description: 'Training is asked for on drift at most once in this time per tenant',
  }),
  POLL_MS: Type.Integer({
    minimum: 10,
    default: 500,
    description: 'The log of changes is read at least this often, in ms',
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => parseConfig(Config, env)
