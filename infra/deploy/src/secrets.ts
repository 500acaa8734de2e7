import { createApiKey } from '@inkling/contracts/api-key'
import { randomSecret, serviceNames } from '@inkling/local'

/** New secrets of an installation, by the names of their settings. */
export const newSecrets = () => ({
  SIGNING_SECRET: randomSecret(),
  AUDIT_SECRET: randomSecret(),
  OPERATOR_KEY: createApiKey().key,
  OWNER_PASSWORD: randomSecret(),
  CACHE_REDIS_PASSWORD: randomSecret(),
  QUEUE_REDIS_PASSWORD: randomSecret(),
  ...newPasswords(),
})

/** Of the roles of the services in Postgres. */
const newPasswords = () =>
  Object.fromEntries(serviceNames.map((name) => [passwordOf(name), randomSecret()])) as Record<PasswordName, string>

export type PasswordName = `${Uppercase<(typeof serviceNames)[number]>}_PASSWORD`

export const passwordOf = (name: (typeof serviceNames)[number]) => `${name.toUpperCase()}_PASSWORD` as PasswordName
