import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { runStore } from './run-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const runs = runStore(database)

async function queued(runId: string) {
  await owner.platform(
    { name: 'queue' },
    (sql) => sql`insert into operations.runs (tenant_id, id, kind) values ('t', ${runId}, 'train')`,
  )
  return { tenantId: 't', runId }
}

const look = ({ runId }: { runId: string }) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const [row] = await sql`
      select state, progress, result, error, started_at is not null as "hasStarted", finished_at is not null as "hasEnded"
      from operations.runs where id = ${runId}`
    return row
  })

describe('run store', () => {
  it('follows a run from its beginning to its result', async () => {
    const run = await queued('op_good')
    await runs.begin(run)
    await runs.progress(run, 0.5)
    expect(await look(run)).toMatchObject({ state: 'running', progress: 0.5, hasStarted: true, hasEnded: false })
    await runs.succeed(run, { events: 3 })
    const expected = { state: 'succeeded', progress: 1, result: { events: 3 }, error: null, hasEnded: true }
    expect(await look(run)).toMatchObject(expected)
  })

  it('records a failure with its reason', async () => {
    const run = await queued('op_bad')
    await runs.begin(run)
    await runs.fail(run, 'no disk')
    expect(await look(run)).toMatchObject({ state: 'failed', error: 'no disk', result: null, hasEnded: true })
  })

  it('starts a later attempt from nought', async () => {
    const run = await queued('op_again')
    await runs.begin(run)
    await runs.progress(run, 0.7)
    await runs.begin(run)
    expect(await look(run)).toMatchObject({ state: 'running', progress: 0 })
  })

  it.each(['succeed', 'fail'] as const)('leaves a run that ended as it ended: %s', async (end) => {
    const run = await queued(`op_${end}`)
    await (end === 'succeed' ? runs.succeed(run, { events: 3 }) : runs.fail(run, 'no disk'))
    const before = await look(run)
    await runs.begin(run)
    await runs.progress(run, 0.1)
    await (end === 'succeed' ? runs.fail(run, 'no disk') : runs.succeed(run, { events: 3 }))
    expect(await look(run)).toEqual(before)
  })

  it("touches no other tenant's run", async () => {
    const run = await queued('op_theirs')
    await runs.begin({ ...run, tenantId: 'other' })
    expect(await look(run)).toMatchObject({ state: 'queued' })
  })
})
