import { calls, type NewSchedule } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const shop = await newTenant({ plan: 'growth' })
const other = await newTenant({ plan: 'growth' })
const body = { kind: 'train', options: { tuneSeconds: 5 }, cron: '30 4 * * 1-5', timeZone: 'Europe/Berlin' } as const
const create = (own: Partial<NewSchedule> = {}) => shop.call(calls.createSchedule, { body: { ...body, ...own } })
const refused = async (own: object) =>
  (await shop.refused(calls.createSchedule, { body: { ...body, ...own } as NewSchedule })).body

describe('a schedule of runs', () => {
  it('is created with its defaults, read, listed, paused, resumed and deleted', async () => {
    const { status, headers, body: made } = await create()
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/api/v1/maintenance/schedules/${made.id}`)
    expect(made).toMatchObject({ ...body, misfirePolicy: 'fireOnce', state: 'active', lastAt: null, lastRunId: null })
    expect(Date.parse(made.nextAt ?? '')).toBeGreaterThan(Date.now())
    const params = { id: made.id }
    expect((await shop.call(calls.getSchedule, { params })).body).toEqual(made)
    expect((await shop.call(calls.listSchedules)).body.data).toContainEqual(made)
    const patch = (state: 'active' | 'paused') => shop.call(calls.setScheduleState, { params, body: { state } })
    expect((await patch('paused')).body).toEqual({ ...made, state: 'paused', nextAt: null })
    expect((await patch('active')).body).toEqual(made)
    expect((await shop.call(calls.deleteSchedule, { params })).status).toBe(204)
    expect((await shop.refused(calls.getSchedule, { params })).body.code).toBe('not_found')
    expect((await shop.refused(calls.deleteSchedule, { params })).body.code).toBe('not_found')
  })

  it('of another tenant looks absent', async () => {
    const params = { id: (await create()).body.id }
    const answers = [
      await other.refused(calls.getSchedule, { params }),
      await other.refused(calls.setScheduleState, { params, body: { state: 'paused' } }),
      await other.refused(calls.deleteSchedule, { params }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
    expect((await other.call(calls.listSchedules)).body.data).toEqual([])
  })

  it.each([
    ['* * * * * *', 'Once a minute is the most often'],
    ['@secondly', 'Once a minute is the most often'],
    ['61 * * * *', '0-59'],
    ['every day', 'five fields'],
    ['0 0 31 2,4 *', 'no month has such a day'],
  ])('is refused with the cron %s, and the answer says why', async (cron, detail) => {
    const fault = { pointer: '/cron', detail: expect.stringContaining(detail) }
    expect(await refused({ cron })).toMatchObject({ status: 422, code: 'validation_failed', errors: [fault] })
  })

  it.each([
    [{ timeZone: 'Mars/Phobos' }, '/timeZone'],
    [{ kind: 'tidy' }, '/kind'],
    [{ options: { similarity: 0.7 } }, '/options/similarity'],
    [{ options: { reason: 'drift' } }, '/options/reason'],
    [{ misfirePolicy: 'twice' }, '/misfirePolicy'],
    [{ every: 'day' }, '/every'],
  ])('is refused with %j, and the answer names the field', async (wrong, pointer) => {
    expect((await refused(wrong)).errors).toMatchObject([{ pointer }])
  })

  it('is refused beyond the number that the plan of the tenant allows', async () => {
    const small = await newTenant({ plan: 'starter' })
    const ask = (n: number) => small.attempt(calls.createSchedule, { body: { ...body, cron: `${n} 4 * * *` } })
    const answers = await Promise.all(Array.from({ length: 11 }, (_, n) => ask(n)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(10).fill(201), 429])
    const detail = expect.stringContaining('allows 10 schedules')
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ code: 'quota_exceeded', detail })
  })
})
