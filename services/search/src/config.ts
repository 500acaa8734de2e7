import { predefined } from '@inkling/resilience'
import { baseConfig, parseConfig, policyConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const Config = Type.Object({
  ...baseConfig,
  CACHE_REDIS_URL: Type.String({ minLength: 1, description: 'Redis that carries wake-ups' }),
  INDEX_BYTES: Type.Integer({ minimum: 1_000_000, default: 1_000_000_000, description: 'Memory for resident indexes' }),
  LOAD_WAIT_MS: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 150,
    description: 'How long a search waits for an index that is not in memory before Postgres answers instead',
  }),
  PREDICTION_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The prediction service; without it, searches are not personalised',
    }),
  ),
  AFFINITY_TIMEOUT_MS: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 50,
    description: 'How long a search waits for the affinity of its user, in ms',
  }),
  EMBEDDINGS_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^@]+$',
      description: 'An OpenAI-compatible endpoint, such as https://host/v1; without it nothing is embedded',
    }),
  ),
  EMBEDDINGS_MODEL: Type.String({
    minLength: 1,
    default: 'text-embedding-3-small',
    description: 'The model of the endpoint; with another model, all items are embedded again',
  }),
  EMBEDDINGS_API_KEY: Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]+$', description: 'Sent to the endpoint as a bearer token' }),
  ),
  EMBEDDINGS_DIMENSIONS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 8_192,
      description: 'Shorter vectors, from models that can; less memory and time for little accuracy',
    }),
  ),
  EMBEDDINGS_TIMEOUT_MS: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 150,
    description: 'How long a search waits for the embedding of its query',
  }),
  ...policyConfig('EMBEDDINGS', 'the embeddings endpoint', predefined.embeddings),
  EMBEDDINGS_BYTES: Type.Integer({
    minimum: 1_000_000,
    default: 500_000_000,
    description: 'Memory for the embeddings of items',
  }),
  MODEL_IDLE_MS: Type.Integer({
    minimum: 1_000,
    default: 600_000,
    description: 'A tenant without requests and writes for so long leaves memory, in ms',
  }),
  POLL_MS: Type.Integer({
    minimum: 10,
    default: 500,
    description: 'The log of changes is read at least this often, in ms',
  }),
})
export type Config = Static<typeof Config>

export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config => parseConfig(Config, env)
