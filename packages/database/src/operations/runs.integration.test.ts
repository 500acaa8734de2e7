import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { insertRunUnlessQueued } from '../../test/insert-run-unless-queued.ts'
import { createDatabase } from '../client/create-database.ts'
import { insertRun, insertRunUnlessActive } from './insert-runs.ts'
import {
  beginRun,
  cancelRun,
  failRun,
  hasRunEnded,
  listRuns,
  type RunKey,
  readRun,
  readRunActivity,
  requeueRun,
  setRunProgress,
  succeedRun,
} from './runs.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const insert = (tenantId: string, id: string) =>
  insertRun(database.background(tenantId), { id, kind: 'train', options: { tuneSeconds: 5 } })
const notFound = expect.objectContaining({ code: 'not_found' })

/** The ids on each page, newest first. */
async function pages(tenantId: string, limit: number): Promise<string[][]> {
  const found: string[][] = []
  let before: RunKey | undefined
  for (;;) {
    const page = await listRuns(database.background(tenantId), before, limit)
    if (page.length === 0) return found
    found.push(page.map(({ id }) => id))
    before = page.at(-1)
  }
}

describe('runs in Postgres', () => {
  it('stores a new run as queued, with its options', async () => {
    const operation = await insert('new', 'op_1')
    expect(operation).toEqual({
      id: 'op_1',
      kind: 'train',
      state: 'queued',
      progress: 0,
      options: { tuneSeconds: 5 },
      priority: 'normal',
      result: null,
      error: null,
      createdAt: expect.stringContaining('Z'),
      startedAt: null,
      finishedAt: null,
    })
    expect(await readRun(database.background('new'), 'op_1')).toEqual(operation)
  })

  it("answers not_found for a run that does not exist and for another tenant's run", async () => {
    await insert('theirs', 'op_secret')
    await expect(readRun(database.background('ours'), 'op_secret')).rejects.toEqual(notFound)
    await expect(readRun(database.background('ours'), 'op_none')).rejects.toEqual(notFound)
  })

  it('returns the active run instead of inserting another, also to many calls at once', async () => {
    const ask = (id: string, kind = 'train') =>
      insertRunUnlessActive(database.background('active'), { id, kind, options: {} })
    const answers = await Promise.all(['op_1', 'op_2', 'op_3', 'op_4'].map((id) => ask(id)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect((await ask('op_other', 'erase')).id).toBe('op_other')
    await failRun(database.background('active'), answers[0]?.id ?? '', 'no')
    expect((await ask('op_5')).id).toBe('op_5')
  })

  it('returns an equal queued run instead of inserting another, also to many calls at once', async () => {
    const runs = database.background('twice')
    const ask = (id: string, options: object = { tuneSeconds: 5, reason: 'request' }) =>
      insertRunUnlessQueued(runs, { id, kind: 'train', options }, 4)
    const answers = await Promise.all(['op_a', 'op_b', 'op_c', 'op_d'].map((id) => ask(id)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    const [first] = answers
    expect((await ask('op_same', { reason: 'request', tuneSeconds: 5 })).id).toBe(first?.id)
    expect((await ask('op_force', { tuneSeconds: 5, reason: 'request', force: true })).id).toBe('op_force')
    await age(first?.id ?? '', '1 minute')
    await owner.platform(
      { name: 'begin' },
      (sql) => sql`update operations.runs set state = 'running' where id = ${first?.id ?? ''}`,
    )
    expect((await ask('op_next')).id).toBe('op_next')
  })

  const age = (id: string, interval: string) =>
    owner.platform(
      { name: 'age' },
      (sql) => sql`update operations.runs set created_at = now() - ${interval}::interval where id = ${id}`,
    )

  it('counts a run that waits for days as active', async () => {
    const runs = database.background('long')
    await insert('long', 'op_long')
    await age('op_long', '3 days')
    expect(await readRunActivity(runs, 'train')).toEqual({ lastMs: expect.any(Number), isActive: true })
    expect((await insertRunUnlessActive(runs, { id: 'op_other', kind: 'train', options: {} })).id).toBe('op_long')
  })

  it('refuses a run beyond the limit of its tenant and names the limit, also to many calls at once', async () => {
    const ask = (n: number, kind = 'train') =>
      insertRunUnlessQueued(database.background('full'), { id: `op_${kind}_${n}`, kind, options: { n } }, 4)
    const answers = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => ask(n)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    await expect(ask(99)).rejects.toMatchObject({
      code: 'quota_exceeded',
      status: 429,
      detail: expect.stringContaining('4 train runs at a time: 1 that runs and 3 that wait'),
      retryAfterSeconds: 60,
    })
    await ask(99, 'reindex')
    const [taken] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    await failRun(database.background('full'), taken?.id ?? '', 'no')
    await expect(ask(99)).resolves.toMatchObject({ id: 'op_train_99' })
  })

  it('tells when the newest run of a kind was created', async () => {
    const runs = database.background('times')
    expect(await readRunActivity(runs, 'train')).toEqual({ lastMs: undefined, isActive: false })
    const { createdAt } = await insert('times', 'op_first')
    await failRun(runs, 'op_first', 'no')
    expect(await readRunActivity(runs, 'train')).toEqual({ lastMs: Date.parse(createdAt), isActive: false })
    expect((await readRunActivity(runs, 'reindex')).lastMs).toBeUndefined()
  })

  it('lists every run once, newest first, also runs of the same millisecond', async () => {
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`
        insert into operations.runs (tenant_id, id, kind, created_at)
        select 'pages', 'op_' || n, 'train', timestamptz '2026-11-21T12:00:00Z' + make_interval(secs => n / 3)
          from generate_series(1, 9) n`,
    )
    const newestFirst = ['op_9', 'op_8', 'op_7', 'op_6', 'op_5', 'op_4', 'op_3', 'op_2', 'op_1']
    for (const limit of [1, 2, 4, 20]) expect((await pages('pages', limit)).flat()).toEqual(newestFirst)
  })

  it('lists runs that were inserted at the same moment once', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `op_${n}`)
    await Promise.all(ids.map((id) => insert('moment', id)))
    expect((await pages('moment', 5)).flat().toSorted()).toEqual(ids.toSorted())
  })
})

const look = (runId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const [row] = await sql`
      select state, progress, result, error,
        started_at is not null as "hasStarted", finished_at is not null as "hasEnded"
      from operations.runs where id = ${runId}`
    return row
  })

describe('the cancellation of a run', () => {
  const runs = database.background('cancel')

  it('ends a run that is queued or running, once, and its later result changes nothing', async () => {
    for (const id of ['op_queued', 'op_running']) await insert('cancel', id)
    await beginRun(runs, 'op_running')
    expect(await hasRunEnded(runs, 'op_running')).toBe(false)
    for (const id of ['op_queued', 'op_running']) {
      const cancelled = await cancelRun(runs, id)
      expect(cancelled).toMatchObject({ id, state: 'cancelled', finishedAt: expect.stringContaining('Z') })
      expect(await hasRunEnded(runs, id)).toBe(true)
      await succeedRun(runs, id, {})
      expect(await cancelRun(runs, id)).toEqual(cancelled)
    }
  })

  it('refuses a run that has ended otherwise, an erasure, and a run of another tenant', async () => {
    await insert('cancel', 'op_done')
    await succeedRun(runs, 'op_done', {})
    await insertRun(runs, { id: 'op_erase', kind: 'erase', options: {} })
    for (const id of ['op_done', 'op_erase'])
      await expect(cancelRun(runs, id)).rejects.toMatchObject({ code: 'conflict' })
    await insert('cancel', 'op_ours')
    await expect(cancelRun(database.background('thief'), 'op_ours')).rejects.toEqual(notFound)
    expect((await readRun(runs, 'op_ours')).state).toBe('queued')
  })
})

describe('the course of a run', () => {
  const runs = database.background('course')

  it('records a run from its start to its result', async () => {
    await insert('course', 'op_good')
    await beginRun(runs, 'op_good')
    await setRunProgress(runs, 'op_good', 0.5)
    expect(await look('op_good')).toMatchObject({ state: 'running', progress: 0.5, hasStarted: true, hasEnded: false })
    await succeedRun(runs, 'op_good', { events: 3 })
    const expected = { state: 'succeeded', progress: 1, result: { events: 3 }, error: null, hasEnded: true }
    expect(await look('op_good')).toMatchObject(expected)
  })

  it('records why a run failed', async () => {
    await insert('course', 'op_bad')
    await beginRun(runs, 'op_bad')
    await failRun(runs, 'op_bad', 'no disk')
    expect(await look('op_bad')).toMatchObject({ state: 'failed', error: 'no disk', result: null, hasEnded: true })
  })

  it('a later attempt of a run starts again from progress 0', async () => {
    await insert('course', 'op_again')
    await beginRun(runs, 'op_again')
    await setRunProgress(runs, 'op_again', 0.7)
    await beginRun(runs, 'op_again')
    expect(await look('op_again')).toMatchObject({ state: 'running', progress: 0 })
  })

  it('queues a running run again, and progress of its old attempt makes it running', async () => {
    await insert('course', 'op_lost')
    await beginRun(runs, 'op_lost')
    await setRunProgress(runs, 'op_lost', 0.7)
    await requeueRun(runs, 'op_lost')
    expect(await look('op_lost')).toMatchObject({ state: 'queued', progress: 0 })
    await setRunProgress(runs, 'op_lost', 0.8)
    expect(await look('op_lost')).toMatchObject({ state: 'running' })
  })

  it.each(['succeed', 'fail'] as const)('does not change a run that has ended: %s', async (end) => {
    const id = `op_${end}`
    const succeed = () => succeedRun(runs, id, { events: 3 })
    const fail = () => failRun(runs, id, 'no disk')
    await insert('course', id)
    await (end === 'succeed' ? succeed() : fail())
    const before = await look(id)
    await beginRun(runs, id)
    await setRunProgress(runs, id, 0.1)
    await requeueRun(runs, id)
    await (end === 'succeed' ? fail() : succeed())
    expect(await look(id)).toEqual(before)
  })

  it("does not touch another tenant's run", async () => {
    await insert('course', 'op_theirs')
    await beginRun(database.background('other'), 'op_theirs')
    expect(await look('op_theirs')).toMatchObject({ state: 'queued' })
  })
})
