import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { holdRuns } from './run-holds.ts'
import { listRuns, succeedRun } from './runs.ts'
import {
  createSchedule,
  type DueSchedule,
  deleteSchedule,
  dueSchedules,
  listSchedules,
  type NewSchedule,
  passOccurrence,
  readSchedule,
  setScheduleState,
  submitOccurrence,
} from './schedules.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const acme = database.background('acme')
const notFound = new InklingError('not_found', 'There is no schedule sch_1')
const past = new Date('2026-11-28T04:00:00Z')
const later = new Date(Date.now() + 3_600_000)
const add = (own: Partial<NewSchedule> = {}, of = acme, most = 100) => {
  const facts = { kind: 'train', options: { tuneSeconds: 5 }, cron: '0 4 * * *', timeZone: 'UTC' }
  return createSchedule(of, { id: 'sch_1', ...facts, misfirePolicy: 'fireOnce', nextAt: past, ...own }, most)
}
const runOf = ({ kind, options, dueAt }: DueSchedule) => ({
  ...{ id: `op_${dueAt.getTime()}`, kind, options, dedupeKey: 'sch_1' },
})
const submit = async (mostOpen = 100) => {
  const [due] = await dueSchedules(database, 10)
  return due && submitOccurrence(acme, due, later, runOf(due), () => mostOpen)
}
const runs = () => listRuns(acme, undefined, 10)
const due = async () => (await dueSchedules(database, 10)).map(({ id }) => id)

beforeEach(() =>
  owner.platform({ name: 'empty' }, async (sql) => {
    await sql`truncate operations.schedules, operations.runs, operations.run_holds, control.tenants cascade`
    await sql`insert into control.tenants (id, name, plan) values ('acme', '', 'growth'), ('other', '', 'starter')`
  }),
)

describe('schedules', () => {
  it('are created once by a request that is executed again, as many as the plan allows', async () => {
    const first = await add({}, acme, 2)
    expect(first).toMatchObject({ state: 'active', nextAt: past.toISOString(), lastAt: null, lastError: null })
    expect(await add({ cron: '@daily' }, acme, 2)).toEqual(first)
    await add({ id: 'sch_2' }, acme, 2)
    await expect(add({ id: 'sch_3' }, acme, 2)).rejects.toMatchObject({ code: 'quota_exceeded' })
    await add({}, database.background('other'), 2)
  })

  it('are counted one after the other, so that requests at the same moment do not exceed the plan', async () => {
    const made = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => add({ id: `sch_${n}` }, acme, 2)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  })

  it('of another tenant look absent', async () => {
    await add()
    const other = database.background('other')
    await expect(readSchedule(other, 'sch_1')).rejects.toEqual(notFound)
    await expect(deleteSchedule(other, 'sch_1')).rejects.toEqual(notFound)
    await expect(setScheduleState(other, 'sch_1', 'paused', () => later)).rejects.toEqual(notFound)
    expect(await listSchedules(other, undefined, 10)).toEqual([])
  })

  it('are listed in pages, newest first, and are gone once deleted', async () => {
    for (const id of ['sch_1', 'sch_2', 'sch_3']) await add({ id })
    const [newest, second] = await listSchedules(acme, undefined, 2)
    const rest = second && (await listSchedules(acme, { createdAt: second.createdAt, id: second.id }, 2))
    expect([newest?.id, second?.id, ...(rest ?? []).map(({ id }) => id)]).toEqual(['sch_3', 'sch_2', 'sch_1'])
    await deleteSchedule(acme, 'sch_1')
    await expect(readSchedule(acme, 'sch_1')).rejects.toEqual(notFound)
  })

  it('submit a run and plan the next occurrence together, each occurrence once', async () => {
    await add()
    const [first] = await dueSchedules(database, 10)
    expect(first).toMatchObject({ tenantId: 'acme', plan: 'growth', dueAt: past, cron: '0 4 * * *' })
    if (!first) return
    const both = [1, 2].map(() => submitOccurrence(acme, first, later, runOf(first), () => 100))
    expect((await Promise.all(both)).filter((outcome) => outcome !== undefined)).toHaveLength(1)
    const [run, ...others] = await runs()
    expect(others).toEqual([])
    expect(await readSchedule(acme, 'sch_1')).toMatchObject({
      ...{ lastAt: past.toISOString(), lastRunId: run?.id, lastError: null, nextAt: later.toISOString() },
    })
    expect(await due()).toEqual([])
  })

  it('submit no run while that of the occurrence before has not ended', async () => {
    await add()
    await submit()
    const again = () =>
      owner.platform(
        { name: 'due' },
        (sql) => sql`update operations.schedules set next_at = date_trunc('minute', now())`,
      )
    await again()
    expect(await submit()).toMatchObject({ status: 'fulfilled', value: { id: `op_${past.getTime()}` } })
    await succeedRun(acme, `op_${past.getTime()}`, {})
    await again()
    await submit()
    expect(await runs()).toHaveLength(2)
  })

  it('go on, and say why, when a run is refused', async () => {
    await add()
    expect(await submit(0)).toMatchObject({ status: 'rejected', reason: { code: 'quota_exceeded' } })
    expect(await runs()).toEqual([])
    const { lastRunId, lastError, nextAt } = await readSchedule(acme, 'sch_1')
    expect([lastRunId, nextAt]).toEqual([null, later.toISOString()])
    expect(lastError).toContain('A tenant may have')
  })

  it('note why an occurrence had no run', async () => {
    await add()
    const [first] = await dueSchedules(database, 10)
    expect(first && (await passOccurrence(acme, first, later, 'too late'))).toBe(true)
    expect(first && (await passOccurrence(acme, first, later, 'again'))).toBe(false)
    expect(await readSchedule(acme, 'sch_1')).toMatchObject({ lastError: 'too late', nextAt: later.toISOString() })
  })

  it('are not due while they are paused, and go on with the occurrence that is next then', async () => {
    await add()
    expect(await setScheduleState(acme, 'sch_1', 'paused', () => later)).toMatchObject({ nextAt: null })
    expect(await due()).toEqual([])
    const resumed = await setScheduleState(acme, 'sch_1', 'active', () => later)
    expect(resumed).toMatchObject({ state: 'active', nextAt: later.toISOString() })
  })

  it('are not due while their kind or tenant drains, or their tenant is suspended', async () => {
    await add()
    const deadline = new Deadline(5_000)
    for (const hold of [{ subject: 'queue', name: 'train' } as const, { subject: 'tenant', name: 'acme' } as const]) {
      await owner.platform({ name: 'release' }, (sql) => sql`truncate operations.run_holds`)
      await holdRuns(database, { ...hold, state: 'draining' }, 'ink_1', deadline)
      expect(await due()).toEqual([])
      await holdRuns(database, { ...hold, state: 'paused' }, 'ink_1', deadline)
      expect(await due()).toEqual(['sch_1'])
    }
    await owner.platform({ name: 'suspend' }, (sql) => sql`update control.tenants set status = 'suspended'`)
    expect(await due()).toEqual([])
  })
})
