import { createApiKey } from '@inkling/contracts/api-key'
import { type Passwords, randomSecret, serviceNames } from '@inkling/local'

/** New secrets of an installation but the passwords of the services, by the names of their settings. */
export const newSecrets = () => ({
  SIGNING_SECRET: randomSecret(),
  AUDIT_SECRET: randomSecret(),
  OPERATOR_KEY: createApiKey().key,
  OWNER_PASSWORD: randomSecret(),
  CACHE_REDIS_PASSWORD: randomSecret(),
  QUEUE_REDIS_PASSWORD: randomSecret(),
})

/** The passwords of the services in Postgres, by the names of their settings. */
export const passwordSettings = (passwords: Passwords): Record<string, string> =>
  Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_PASSWORD`, passwords[name]]))
