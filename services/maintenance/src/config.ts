import { planNames } from '@inkling/contracts'
import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  QUEUE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that never evicts: the queues' }),
  ERASE_SETTLE_MS: Type.Integer({
    minimum: 0,
    default: 45_000,
    description: 'How long requests of a deleted tenant may still be under way: cached keys and the longest deadline',
  }),
  RETRAIN_CRON: Type.String({
    minLength: 1,
    default: '*/10 * * * *',
    description: 'When tenants that are due are sent to training (cron, UTC), a few at a time',
  }),
  RETRAIN_AFTER_HOURS: Type.Number({
    exclusiveMinimum: 0,
    default: 24,
    description: 'A tenant with new events is due this long after its last train run',
  }),
  REINDEX_CRON: Type.String({
    minLength: 1,
    default: '5-59/10 * * * *',
    description:
      'When tenants whose items or their use changed, and were last indexed a day ago, are sent to reindex (cron, UTC)',
  }),
  DEFAULT_PLAN: Type.Enum(planNames, { default: 'starter', description: 'Plan of tenants created without one' }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
