import type { Caches } from '@inkling/cache'
import { type Plans, plans } from '@inkling/contracts'
import { plansTag } from '@inkling/contracts/api-key'
import { type Database, listPlans } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'
import { type Followed, followStored } from './follow-stored.ts'

const sizeBytes = 2_000

/** The limits of each plan as Postgres has them; the built-in ones until they were read. */
export const followPlans = (
  caches: Pick<Caches, 'define'>,
  database: Pick<Database, 'platform'>,
  ttlMs: number,
  logger: Pick<Logger, 'debug'>,
): Followed<Plans> =>
  followStored<Plans>(caches, {
    ...{ name: 'plans', tag: plansTag, initial: plans, ttlMs, sizeBytes, logger },
    async read(deadline) {
      const stored = await listPlans(database, deadline)
      return Object.fromEntries(stored.map(({ name, limits }) => [name, limits])) as Plans
    },
  })
