import { parseConfig } from '@inkling/service-kit'
import { type Static, Type } from 'typebox'

const password = Type.String({
  minLength: 16,
  pattern: '^[0-9A-Za-z_-]+$',
  description: 'The password of the role of this service; characters that need no quoting in a URL',
})

const Config = Type.Object({
  OWNER_DATABASE_URL: Type.String({
    minLength: 1,
    description: 'Postgres as the owner of the tables, who may create roles; the database is created if it is missing',
  }),
  OPERATOR_KEY: Type.String({
    pattern: '^ink_[0-9a-z]{1,64}_[0-9a-z]{32,128}$',
    description: 'The key that administers tenants',
  }),
  GATEWAY_PASSWORD: password,
  PREDICTION_PASSWORD: password,
  SUGGESTION_PASSWORD: password,
  SEARCH_PASSWORD: password,
  MAINTENANCE_PASSWORD: password,
  WORKER_PASSWORD: password,
})

const Access = Type.Object({
  INKLING_KEY: Type.Optional(
    Type.String({ pattern: '^ink_', description: 'The API key with which a deployment is watched and tried' }),
  ),
})

/** The key for the smoke test and the canary; undefined if there is none. */
export const readKey = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  parseConfig(Access, env).INKLING_KEY

export const readConfig = (env: NodeJS.ProcessEnv = process.env): Static<typeof Config> => parseConfig(Config, env)
