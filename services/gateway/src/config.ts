import { baseConfig, parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis in which the gateways count requests' }),
  PREDICTION_URL: Type.String({ minLength: 1, description: 'URL of the prediction service' }),
  SUGGESTION_URL: Type.String({ minLength: 1, description: 'URL of the suggestion service' }),
  SEARCH_URL: Type.String({ minLength: 1, description: 'URL of the search service' }),
  MAINTENANCE_URL: Type.String({ minLength: 1, description: 'URL of the maintenance service' }),
  ANONYMOUS_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'Requests per minute and address without a valid key',
  }),
  KEY_CACHE_MS: Type.Integer({
    minimum: 1,
    default: 5_000,
    description: 'How long a key is cached, in ms; then a revoked key or a suspended tenant is rejected',
  }),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'Origins whose pages may call the API with a publishable key, comma-separated; * allows every origin',
  }),
  TRUST_PROXY: Type.Boolean({ default: false, description: 'Whether to take the client address from X-Forwarded-For' }),
})
export type Config = Static<typeof Config>

export const readConfig = (): Config => parseConfig(Config, process.env)
