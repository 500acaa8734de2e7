import { createHash } from 'node:crypto'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type DeadLetterFilter, discardDeadLetters, listDeadLetters, replayDeadLetters } from './dead-letters.ts'
import { releaseRuns } from './dispatch.ts'
import { insertRun } from './insert-runs.ts'
import { cancelRun, failRun, readRun, succeedRun } from './runs.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
beforeEach(() => owner.platform({ name: 'clear' }, (sql) => sql`truncate operations.runs, operations.run_holds`))
afterAll(() => Promise.all([database.close(), owner.close()]))

const acme = database.background('acme')
const ofAll: Pick<typeof acme, 'transaction'> = { transaction: (name, work) => database.platform({ name }, work) }

async function fail(id: string, tenantId = 'acme', kind: 'train' | 'reindex' = 'train') {
  const of = database.background(tenantId)
  await insertRun(of, { id, kind, options: { tuneSeconds: 1 }, priority: 'high', dedupeKey: `key ${id}` })
  await failRun(of, id, 'no luck', { stack: 'Error: no luck', traceId: 'a'.repeat(32) })
}
const idsOf = async (filter: DeadLetterFilter = {}, of = ofAll) =>
  (await listDeadLetters(of, filter, undefined, 100)).map(({ id }) => id)
let made = 0
const speed = { newId: () => `op_new${++made}`, perSecond: 10, most: 100 }

it('a run that failed is a dead letter; one that succeeded, was cancelled or fell with another one is none', async () => {
  await fail('dead')
  for (const id of ['good', 'cancelled']) await insertRun(acme, { id, kind: 'train', options: {} })
  await insertRun(acme, { id: 'next', kind: 'train', options: {}, after: ['cancelled'] })
  await succeedRun(acme, 'good', {})
  await cancelRun(acme, 'cancelled')
  await releaseRuns(database)
  const [letter, ...others] = await listDeadLetters(ofAll, {}, undefined, 10)
  expect(others).toEqual([])
  expect(letter).toEqual({
    ...{ id: 'dead', tenantId: 'acme', kind: 'train', error: 'no luck', stack: 'Error: no luck', attempts: 0 },
    ...{ traceId: 'a'.repeat(32), replayOf: null, replays: 0, createdAt: expect.any(Date), failedAt: expect.any(Date) },
    payloadDigest: createHash('sha256').update('{"tuneSeconds": 1}').digest('hex'),
  })
})

it('a dead letter whose worker could not tell its trace has that of its request', async () => {
  const traceContext = JSON.stringify({ traceparent: `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01` })
  await insertRun(acme, { id: 'killed', kind: 'train', options: {}, traceContext })
  await failRun(acme, 'killed', 'The worker died twice')
  expect(await listDeadLetters(acme, {}, undefined, 1)).toMatchObject([{ traceId: 'b'.repeat(32), stack: null }])
})

it('dead letters are filtered, in pages, and a tenant sees and changes its own only', async () => {
  for (const id of ['a1', 'a2', 'a3']) await fail(id)
  await fail('b1', 'globex', 'reindex')
  expect((await idsOf()).toSorted()).toEqual(['a1', 'a2', 'a3', 'b1'])
  expect((await idsOf({}, acme)).toSorted()).toEqual(['a1', 'a2', 'a3'])
  expect(await idsOf({ tenantId: 'globex' }, acme)).toEqual([])
  expect(await idsOf({ tenantId: 'globex' })).toEqual(['b1'])
  expect(await idsOf({ kind: 'reindex' })).toEqual(['b1'])
  expect(await idsOf({ ids: ['a2', 'none'] })).toEqual(['a2'])
  expect(await idsOf({ since: new Date(Date.now() + 60_000) })).toEqual([])
  expect(await discardDeadLetters(acme, { ids: ['b1'] })).toBe(0)
  expect(await replayDeadLetters(acme, { ids: ['b1'] }, speed)).toBe(0)

  const whole = await listDeadLetters(ofAll, {}, undefined, 10)
  const [, second] = whole
  const key = second && { ...second, failedAt: second.failedAt.toISOString() }
  expect((await listDeadLetters(ofAll, {}, key, 10)).map(({ id }) => id)).toEqual(whole.slice(2).map(({ id }) => id))
})

it('a replay is a new run of the same work; if it fails, it is a dead letter that counts one more replay', async () => {
  await fail('dead')
  expect(await replayDeadLetters(ofAll, { ids: ['dead'] }, { ...speed, newId: () => 'op_again' })).toBe(1)
  expect(await idsOf()).toEqual([])
  expect(await readRun(acme, 'op_again')).toMatchObject({
    ...{ state: 'queued', kind: 'train', options: { tuneSeconds: 1 }, priority: 'high', dedupeKey: 'key dead' },
  })
  expect((await readRun(acme, 'dead')).state).toBe('failed')
  await failRun(acme, 'op_again', 'again')
  expect(await listDeadLetters(ofAll, {}, undefined, 10)).toMatchObject([
    { id: 'op_again', replayOf: 'dead', replays: 1 },
  ])
})

it('replays begin at the rate that is asked for, the oldest letters first', async () => {
  for (const id of ['1', '2', '3', '4', '5']) await fail(id)
  const nowMs = Date.now()
  expect(await replayDeadLetters(ofAll, { kind: 'train' }, { ...speed, perSecond: 2, most: 4 })).toBe(4)
  expect(await idsOf()).toEqual(['5'])
  const found = await owner.platform(
    { name: 'look' },
    (sql) => sql<{ of: string; at: Date; isReady: boolean }[]>`
      select replay_of as of, run_at as at, ready_at is not null as "isReady" from operations.runs
      where replay_of is not null order by run_at, replay_of`,
  )
  expect(found.map(({ of, at, isReady }) => [of, Math.floor((at.getTime() - nowMs) / 1_000), isReady])).toEqual([
    ['1', 0, true],
    ['2', 0, true],
    ['3', 1, false],
    ['4', 1, false],
  ])
})

it('of two replays at the same moment one takes a letter', async () => {
  for (let n = 0; n < 20; n++) await fail(`dead-${n}`)
  const counts = await Promise.all([1, 2, 3].map(() => replayDeadLetters(ofAll, { kind: 'train' }, speed)))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20)
})

it('letters of a queue or a tenant that is draining wait for their replay', async () => {
  await fail('a1')
  await fail('b1', 'globex', 'reindex')
  await fail('b2', 'globex')
  await owner.platform(
    { name: 'hold' },
    (sql) => sql`
      insert into operations.run_holds (subject, name, state, held_by)
      values ('queue', 'reindex', 'draining', 'key'), ('tenant', 'acme', 'draining', 'key')`,
  )
  expect(await replayDeadLetters(ofAll, {}, speed)).toBe(1)
  expect((await idsOf()).toSorted()).toEqual(['a1', 'b1'])
})

it('a discarded letter is off the list for good, and its run stays as it ended', async () => {
  await fail('dead')
  expect(await discardDeadLetters(acme, { ids: ['dead'] })).toBe(1)
  expect(await idsOf()).toEqual([])
  expect(await replayDeadLetters(ofAll, { ids: ['dead'] }, speed)).toBe(0)
  expect(await readRun(acme, 'dead')).toMatchObject({ state: 'failed', error: 'no luck' })
})
