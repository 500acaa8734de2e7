/** Prints new secrets of an installation, as lines of an environment file: for compose, systemd and Kubernetes. */
import { createApiKey } from '@inkling/contracts/api-key'
import { randomSecret, serviceNames } from '@inkling/local'

const secrets = {
  SIGNING_SECRET: randomSecret(),
  OPERATOR_KEY: createApiKey().key,
  OWNER_PASSWORD: randomSecret(),
  CACHE_REDIS_PASSWORD: randomSecret(),
  QUEUE_REDIS_PASSWORD: randomSecret(),
  ...Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_PASSWORD`, randomSecret()])),
}
for (const [name, value] of Object.entries(secrets)) console.log(`${name}=${value}`)
