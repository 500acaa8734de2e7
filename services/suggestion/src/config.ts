import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that tells of changed items' }),
  PREDICTION_URL: Type.String({ minLength: 1, description: 'The prediction service' }),
  SEARCH_URL: Type.String({ minLength: 1, description: 'The search service' }),
  LEG_TIMEOUT_MS: Type.Integer({
    minimum: 10,
    default: 900,
    description: 'How long one call for a suggestion may take: less than callers of suggestions take for slow',
  }),
  LEG_PATIENCE_MS: Type.Integer({
    minimum: 10,
    default: 200,
    description: 'How long an answer waits for a leg once it has the other one, and half as long for titles',
  }),
  SHADOW_BUDGET_MS: Type.Integer({
    minimum: 1,
    default: 50,
    description: 'How long a challenger may take to rank an answer that was given, before it counts as slow',
  }),
  EXPLORATION_RATE: Type.Number({
    minimum: 0,
    maximum: 0.2,
    default: 0.05,
    description:
      'The share of suggestions that show an item from further down, where a scenario does not say otherwise',
  }),
  SWAP_RATE: Type.Number({
    minimum: 0,
    maximum: 0.2,
    default: 0.05,
    description: 'The share of suggestions in which a coin orders neighbours, where a scenario does not say otherwise',
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
