import { planNames } from '@inkling/contracts'
import { baseConfig, databaseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  ...databaseConfig,
  QUEUE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that never evicts: the queues' }),
  DEFAULT_PLAN: Type.Enum(planNames, { default: 'starter', description: 'Plan of tenants created without one' }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
