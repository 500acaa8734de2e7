import { InklingError } from '@inkling/errors'
import { describe, expect, it } from 'vitest'
import { runsInMemory } from '../../test/runs-in-memory.ts'
import { jobLimits } from '../job-limits.ts'
import { type DueOccurrence, type DueSchedules, submitOccurrences } from './submit-occurrences.ts'

const at = (time: string) => new Date(`2026-11-29T${time}Z`)
const occurrence: DueOccurrence = {
  ...{ tenantId: 'acme', id: 'sch_1', kind: 'train', options: { tuneSeconds: 5 }, plan: 'starter' },
  ...{ cron: '*/10 * * * *', timeZone: 'UTC', misfirePolicy: 'fireOnce', dueAt: at('12:00:00'), now: at('12:00:01') },
}

/** Submits what is due, and returns what became of it. */
async function submitted(of: Partial<DueOccurrence>, own: Partial<DueSchedules> = {}) {
  const { runs, recorded, active } = runsInMemory()
  const planned: string[] = []
  const passed: string[] = []
  const outcomes: string[] = []
  const schedules: DueSchedules = {
    due: async () => [{ ...occurrence, ...of }],
    submit: async (_, nextAt, run, mostOpen) => {
      planned.push(nextAt.toISOString())
      return runs.insertUnlessQueued([run], mostOpen)
    },
    pass: async (_, nextAt, why) => {
      planned.push(nextAt.toISOString())
      passed.push(why)
    },
    onOccurrence: (_, outcome) => outcomes.push(outcome),
    ...own,
  }
  await submitOccurrences(schedules, () => jobLimits())
  return { planned, passed, outcomes, recorded, active }
}

describe('submitOccurrences', () => {
  it('submits a run that is named after its schedule and its planned time, and plans the next', async () => {
    const { planned, outcomes, recorded } = await submitted({})
    const order = { priority: 'low', dedupeKey: 'sch_1', options: { tuneSeconds: 5, reason: 'schedule' } }
    expect(recorded).toMatchObject([{ id: `op_sch_1_${at('12:00:00').getTime() / 1_000}`, kind: 'train', ...order }])
    expect(planned).toEqual(['2026-11-29T12:10:00.000Z'])
    expect(outcomes).toEqual(['submitted'])
  })

  it('submits one run for all occurrences that were missed, and plans the next after now', async () => {
    const { planned, recorded } = await submitted({ now: at('17:31:00') })
    expect(recorded).toHaveLength(1)
    expect(planned).toEqual(['2026-11-29T17:40:00.000Z'])
  })

  it('skips an occurrence that is late by more than a minute if its policy says so, and says why', async () => {
    const skip = { misfirePolicy: 'skip' } as const
    const late = await submitted({ ...skip, now: at('12:01:01') })
    expect(late).toMatchObject({ recorded: [], outcomes: ['skipped'], passed: [expect.stringContaining('late')] })
    expect(late.planned).toEqual(['2026-11-29T12:10:00.000Z'])
    expect((await submitted({ ...skip, now: at('12:01:00') })).outcomes).toEqual(['submitted'])
  })

  it('plans no occurrence a second time when the clock is set back by an hour', async () => {
    const { planned } = await submitted({ now: at('11:00:01') })
    expect(planned).toEqual(['2026-11-29T12:10:00.000Z'])
  })

  it('says that the run of the occurrence before stands for it, or that its run was refused', async () => {
    const before = { id: 'op_before' } as never
    const merged = await submitted({}, { submit: async () => [{ status: 'fulfilled', value: before }] })
    expect(merged.outcomes).toEqual(['merged'])
    const reason = new InklingError('quota_exceeded', 'too many')
    const refused = await submitted({}, { submit: async () => [{ status: 'rejected', reason }] })
    expect(refused.outcomes).toEqual(['refused'])
  })

  it('says nothing of an occurrence that another process submitted', async () => {
    expect((await submitted({}, { submit: async () => [] })).outcomes).toEqual([])
  })

  it('tries a schedule that cannot be read any more a day later, and goes on with the others', async () => {
    const wrong = { ...occurrence, id: 'sch_0', timeZone: 'Mars/Phobos' }
    const unknown = { ...occurrence, id: 'sch_2', kind: 'brew' }
    const result = await submitted({}, { due: async () => [wrong, unknown, occurrence] })
    expect(result.passed).toEqual([expect.stringContaining('Mars/Phobos'), expect.stringContaining('brew')])
    expect(result.planned[0]).toBe('2026-11-30T12:00:01.000Z')
    expect(result.outcomes).toEqual(['skipped', 'skipped', 'submitted'])
  })

  it('passes an occurrence over that fails unexpectedly, and goes on with the others', async () => {
    const broken = new Error('no')
    let calls = 0
    const submit: DueSchedules['submit'] = async () => {
      if (calls++ === 0) throw broken
      return [{ status: 'fulfilled', value: { id: 'op_before' } as never }]
    }
    const result = await submitted({}, { due: async () => [occurrence, occurrence], submit })
    expect(result).toMatchObject({ outcomes: ['failed', 'merged'], passed: [expect.stringContaining('unexpected')] })
  })

  it('leaves the occurrence due if Postgres is unavailable', async () => {
    const unavailable = new InklingError('dependency_unavailable', 'Postgres is unavailable')
    await expect(submitted({}, { submit: () => Promise.reject(unavailable) })).rejects.toBe(unavailable)
  })
})
