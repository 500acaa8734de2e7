import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { insertEvents, readAllEvents, readEventsAfter } from '../behaviour/events.ts'
import { readSnapshotAge } from '../behaviour/snapshots.ts'
import { createDatabase } from '../client/create-database.ts'
import { atHorizon, currentHorizon } from '../tail/log-position.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
afterAll(() => owner.end())

const event = (id: string) => ({
  ...{ id, hasOwnId: true, type: 'view', itemId: id, sessionId: 's' },
  occurredAt: '2026-01-01T00:00:00Z',
})
const open = () => createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })

/** As a dump of a cluster that has given a billion ids looks after it was loaded here. */
async function move() {
  await owner`update operations.home_cluster set system_identifier = 1`
  await owner`insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at, xid)
    select 'acme', 'old-' || n, 'view', 's', 'old', '2026-01-01', '1000000000' from generate_series(1, 10001) n`
  await owner`insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats)
    values ('acme', 'next-item', '1000000001', 1, 0, '{}')`
}

it('a database that was loaded from another cluster is refused until it is adopted, and then skips no row', async () => {
  await move()
  const refused = open()
  await expect(currentHorizon(refused.background('acme'))).rejects.toMatchObject({
    code: 'dependency_unavailable',
    message: expect.stringContaining("psql -c 'call operations.adopt_database()'"),
  })
  await refused.close()
  await owner`call operations.adopt_database()`
  const database = open()
  const acme = database.background('acme')
  const horizon = await currentHorizon(acme)
  const seen: string[] = []
  for await (const page of readAllEvents(acme, horizon)) seen.push(...page.map(({ itemId }) => itemId))
  expect(seen).toHaveLength(10_001)
  expect(await readSnapshotAge(acme, 'next-item')).toBeUndefined()
  await insertEvents(acme, [event('new')])
  const { changes } = await readEventsAfter(acme, atHorizon(horizon))
  expect(changes.map(({ itemId }) => itemId)).toEqual(['new'])
  await database.close()
})
