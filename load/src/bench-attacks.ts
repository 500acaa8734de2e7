/**
 * What hostile and unlucky clients can do to a tenant, on a private stack: poison among good events, importers that
 * write the same items, writers that create the same item, a Postgres that hangs, an anonymous flood.
 *
 *   pnpm bench:attacks
 */
import { createClient } from '@inkling/client'
import { measureCreators, measureImporters } from './attacks/concurrent-writes.ts'
import { measureFlood } from './attacks/flood.ts'
import { measureHungPostgres } from './attacks/hung-postgres.ts'
import { type Answered, countStatuses } from './attacks/open-loop.ts'
import { measurePoison } from './attacks/poison.ts'
import { percentile } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const statusesOf = (answers: readonly Answered[]) => countStatuses(answers.map(({ status }) => status))
const millisAt = (answers: readonly Answered[], share: number) =>
  percentile(
    answers.map(({ millis }) => millis),
    share,
  ).toFixed(0)

await withStack(async ({ url, adminKey, postgres }) => {
  const admin = createClient({ url, apiKey: adminKey })
  /** A tenant of its own for each attack, because all of a tenant's requests count against one limit. */
  const attacked = async (id: string) => {
    const { apiKey } = await admin.createTenant({ body: { id, plan: 'scale' } })
    return { url, apiKey: apiKey.key }
  }
  printHead(['attack', 'seen', 'goal'])
  const { stored, poisoned } = await measurePoison(await attacked('poisoned'))
  printRow([`good events beside ${poisoned} poisoned`, `${(100 * stored).toFixed(2)} % stored`, '≥ 99.9 %'])
  printRow([
    '6 importers of the same 401 items',
    countStatuses(await measureImporters(await attacked('importers'))),
    'no 5xx',
  ])
  const created = await measureCreators(await attacked('creators'))
  printRow(['12 create-only writers', `${Math.min(...created)} to ${Math.max(...created)} × 201 per id`, '1 × 201'])
  const flooded = await measureFlood(await attacked('flooded'))
  printRow([
    'predictions during 300 anonymous /openapi.json a second',
    `p50 ${millisAt(flooded, 0.5)} ms, p95 ${millisAt(flooded, 0.95)} ms; ${statusesOf(flooded)}`,
    'all answered',
  ])
  const hung = await measureHungPostgres(await attacked('hung'), postgres.pid ?? 0)
  printRow([
    'predictions while Postgres hangs for 40 s',
    `p50 ${millisAt(hung, 0.5)} ms, p99 ${millisAt(hung, 0.99)} ms; ${statusesOf(hung)}`,
    'p99 < 1 s',
  ])
})
