import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that carries wake-ups' }),
  MAINTENANCE_URL: Type.String({ minLength: 1, description: 'The maintenance service, asked to train who is due' }),
  QUEUE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that never evicts: the queues' }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
