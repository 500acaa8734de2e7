import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that counts requests' }),
  PREDICTION_URL: Type.String({ minLength: 1, description: 'The prediction service' }),
  SUGGESTION_URL: Type.String({ minLength: 1, description: 'The suggestion service' }),
  SEARCH_URL: Type.String({ minLength: 1, description: 'The search service' }),
  MAINTENANCE_URL: Type.String({ minLength: 1, description: 'The maintenance service' }),
  ANONYMOUS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'Requests without a valid credential, per address',
  }),
  KEY_CACHE_MS: Type.Integer({
    minimum: 1,
    default: 5_000,
    description: 'After this a revoked key or suspended tenant is shut out',
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'Origins whose pages may call the API with a publishable key, comma-separated; * for any',
  }),
  TRUST_PROXY: Type.Boolean({ default: false, description: 'Take the client address from X-Forwarded-For' }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
