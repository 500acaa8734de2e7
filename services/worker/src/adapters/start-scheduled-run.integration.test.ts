import { createDatabase, readRun, readRunActivity } from '@inkling/database'
import { runRequestMetrics } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { startScheduledRun } from './start-scheduled-run.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))
const { requests } = runRequestMetrics()
beforeEach(() => requests.reset())

const start = (tenantId: string) => startScheduledRun(database, tenantId, 'train')
const idsOf = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const rows = await sql<{ id: string }[]>`select id from operations.runs where tenant_id = ${tenantId}`
    return rows.map(({ id }) => id)
  })
const counted = async () => (await requests.get()).values.map(({ labels, value }) => ({ ...labels, value }))

it('records a due run, with default options and low priority', async () => {
  await start('due')
  const [runId = ''] = await idsOf('due')
  expect(await readRun(database.background('due'), runId)).toMatchObject({
    kind: 'train',
    state: 'queued',
    priority: 'low',
    options: { tuneSeconds: 30, reason: 'schedule' },
  })
  expect(await readRunActivity(database.background('due'), 'train')).toMatchObject({ isActive: true })
  expect(await counted()).toEqual([{ kind: 'train', reason: 'schedule', outcome: 'taken', value: 1 }])
})

it('starts no second run while one of the kind is active', async () => {
  await start('twice')
  await start('twice')
  expect(await idsOf('twice')).toHaveLength(1)
})

it('counts a run that could not be recorded as refused', async () => {
  await owner.platform(
    { name: 'drain' },
    (sql) => sql`insert into operations.run_holds values ('tenant', 'drained', 'draining', 'key')`,
  )
  await expect(start('drained')).rejects.toMatchObject({ code: 'overloaded' })
  expect(await counted()).toEqual([{ kind: 'train', reason: 'schedule', outcome: 'refused', value: 1 }])
})
