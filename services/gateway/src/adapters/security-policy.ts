import type { Caches } from '@inkling/cache'
import { securityTag } from '@inkling/contracts/api-key'
import { type Database, listSecurityNetworks, listSecurityRules } from '@inkling/database'
import { followStored } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { compilePolicy, noPolicy } from '../threats/compiled-policy.ts'

/** Compiled, with a thousand networks. */
const sizeBytes = 500_000

/** The rules and networks as Postgres has them. */
export const securityPolicy = (
  caches: Pick<Caches, 'define'>,
  database: Pick<Database, 'platform'>,
  ttlMs: number,
  logger: Pick<Logger, 'debug'>,
) =>
  followStored(caches, {
    ...{ name: 'security', tag: securityTag, initial: noPolicy, ttlMs, sizeBytes, logger },
    async read(deadline) {
      const [rules, networks] = await Promise.all([
        listSecurityRules(database, deadline),
        listSecurityNetworks(database, deadline),
      ])
      return compilePolicy(rules, networks)
    },
  })
