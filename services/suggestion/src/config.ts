import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that carries suggestions for nobody, for seconds' }),
  PREDICTION_URL: Type.String({ minLength: 1, description: 'The prediction service' }),
  SEARCH_URL: Type.String({ minLength: 1, description: 'The search service' }),
  LEG_TIMEOUT_MS: Type.Integer({
    minimum: 10,
    default: 900,
    description: 'How long one call for a suggestion may take: less than callers of suggestions take for slow',
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
