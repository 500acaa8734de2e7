import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { failRun, insertRun, insertRunUnlessActive, listRuns, type RunKey, readRun } from './run-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const insert = (tenantId: string, id: string) => insertRun(database, tenantId, id, 'train', { tuneSeconds: 5 })
const notFound = expect.objectContaining({ code: 'not_found' })

/** The ids on each page, newest first. */
async function pages(tenantId: string, limit: number): Promise<string[][]> {
  const found: string[][] = []
  let before: RunKey | undefined
  for (;;) {
    const page = await listRuns(database, tenantId, before, limit)
    if (page.length === 0) return found
    found.push(page.map(({ id }) => id))
    before = page.at(-1)
  }
}

describe('run store', () => {
  it('keeps a new run as queued, with what it was asked to do', async () => {
    const operation = await insert('new', 'op_1')
    expect(operation).toEqual({
      id: 'op_1',
      kind: 'train',
      state: 'queued',
      progress: 0,
      options: { tuneSeconds: 5 },
      result: null,
      error: null,
      createdAt: expect.stringContaining('Z'),
      startedAt: null,
      finishedAt: null,
    })
    expect(await readRun(database, 'new', 'op_1')).toEqual(operation)
  })

  it("says not_found of a run that is not there, and of another tenant's the same", async () => {
    await insert('theirs', 'op_secret')
    await expect(readRun(database, 'ours', 'op_secret')).rejects.toEqual(notFound)
    await expect(readRun(database, 'ours', 'op_none')).rejects.toEqual(notFound)
  })

  it('ends a queued run as failed, and no run that is under way', async () => {
    await insert('fail', 'op_queued')
    await insert('fail', 'op_running')
    await owner.platform(
      { name: 'begin' },
      (sql) => sql`update operations.runs set state = 'running' where id = 'op_running'`,
    )
    for (const id of ['op_queued', 'op_running']) await failRun(database, 'fail', id, 'no queue')
    const failed = { state: 'failed', error: 'no queue', finishedAt: expect.stringContaining('Z') }
    expect(await readRun(database, 'fail', 'op_queued')).toMatchObject(failed)
    expect(await readRun(database, 'fail', 'op_running')).toMatchObject({ state: 'running', error: null })
  })

  it('answers the run that is active instead of a new one, also to many who ask at once', async () => {
    const ask = (id: string, kind = 'train') => insertRunUnlessActive(database, 'active', id, kind, {})
    const answers = await Promise.all(['op_1', 'op_2', 'op_3', 'op_4'].map((id) => ask(id)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect((await ask('op_other', 'erase')).id).toBe('op_other')
    await failRun(database, 'active', answers[0]?.id ?? '', 'no queue')
    expect((await ask('op_5')).id).toBe('op_5')
  })

  it('takes a run that shows no end after a day as lost', async () => {
    await insert('lost', 'op_lost')
    await owner.platform(
      { name: 'age' },
      (sql) => sql`update operations.runs set created_at = now() - interval '25 hours' where id = 'op_lost'`,
    )
    expect((await insertRunUnlessActive(database, 'lost', 'op_new', 'train', {})).id).toBe('op_new')
  })

  it('visits every run once, newest first, also those of one millisecond', async () => {
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`
        insert into operations.runs (tenant_id, id, kind, created_at)
        select 'pages', 'op_' || n, 'train', timestamptz '2026-11-21T12:00:00Z' + make_interval(secs => n / 3) from generate_series(1, 9) n`,
    )
    const newestFirst = ['op_9', 'op_8', 'op_7', 'op_6', 'op_5', 'op_4', 'op_3', 'op_2', 'op_1']
    for (const limit of [1, 2, 4, 20]) expect((await pages('pages', limit)).flat()).toEqual(newestFirst)
  })

  it('visits runs that were inserted at the same moment once', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `op_${n}`)
    await Promise.all(ids.map((id) => insert('moment', id)))
    expect((await pages('moment', 5)).flat().toSorted()).toEqual(ids.toSorted())
  })
})
