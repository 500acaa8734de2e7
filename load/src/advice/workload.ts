import {
  createDatabase,
  type Database,
  hasFeedbackAfter,
  listRuns,
  readDismissals,
  readEventsAfter,
  readItem,
  readItemsAfter,
  readRunActivity,
} from '@inkling/database'
import { type Passwords, roleUrl, type ServiceName } from '@inkling/local'
import type postgres from 'postgres'
import { tenants } from './fill.ts'

interface Call {
  readonly name: string
  readonly service: ServiceName
  /** Sends what the service sends, for a random tenant. */
  readonly run: (database: Database, tenantId: string) => Promise<unknown>
}

const random = (most: number): number => Math.floor(Math.random() * most)
/** Large tenants ask more often, as they have more rows. */
const anyTenant = (): string => tenants[Math.floor(20 * Math.random() ** 2.7)] ?? ''

/** A reader of a tail stands a few rows before its end. */
async function positions(owner: postgres.Sql, table: string) {
  const [last] = await owner<{ xid: string; seq: bigint }[]>`
    select max(xid::text::bigint)::text as xid, max(seq) as seq from ${owner(table)}`
  return () => ({ xid: BigInt(last?.xid ?? 0), seq: BigInt(last?.seq ?? 0) - BigInt(random(200)) })
}

/** What services ask of the filled tables: five need an index that is not there, and the others must not suffer. */
export async function startWorkload(owner: postgres.Sql, ownerUrl: string, passwords: Passwords) {
  const [items, events] = [await positions(owner, 'catalog.items'), await positions(owner, 'behaviour.events')]
  const of = (database: Database, tenantId: string) => database.background(tenantId)
  const calls: readonly Call[] = [
    { name: 'tail items', service: 'search', run: (db, id) => readItemsAfter(of(db, id), items()) },
    { name: 'tail events', service: 'prediction', run: (db, id) => readEventsAfter(of(db, id), events()) },
    { name: 'list runs', service: 'maintenance', run: (db, id) => listRuns(of(db, id), undefined, 50) },
    {
      name: 'new feedback',
      service: 'worker',
      run: (db, id) => hasFeedbackAfter(of(db, id), new Date().toISOString()),
    },
    {
      name: 'dismissed items',
      service: 'suggestion',
      run: (db, id) =>
        readDismissals(of(db, id), { userId: `user-${random(50_000)}`, sessionId: `session-${random(50_000)}` }),
    },
    { name: 'run activity', service: 'worker', run: (db, id) => readRunActivity(of(db, id), 'train') },
    { name: 'read item', service: 'search', run: (db, id) => readItem(of(db, id), `item-${random(400_000)}`) },
  ]
  const services = [...new Set(calls.map(({ service }) => service))]
  const databases = new Map(
    services.map((service) => [
      service,
      createDatabase({ url: roleUrl(ownerUrl, service, passwords), applicationName: `inkling-${service}`, pool: 1 }),
    ]),
  )
  return {
    /** Sends each call so many times, in turns. */
    async run(times: number): Promise<void> {
      for (let n = 0; n < times; n++)
        for (const { service, run } of calls) {
          const database = databases.get(service)
          if (database) await run(database, anyTenant())
        }
    },
    async close() {
      await Promise.all([...databases.values()].map((database) => database.close()))
    },
  }
}
