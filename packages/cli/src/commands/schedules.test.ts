import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (...args: string[]) =>
  runInkling(['--api-key', 'ink_k', ...args], { directory: tmpdir(), url: gateway.url })
const schedule = {
  ...{ id: 'sch_1', kind: 'train', options: {}, cron: '30 4 * * *', timeZone: 'UTC', misfirePolicy: 'fireOnce' },
  ...{ state: 'active', nextAt: '2026-11-30T04:30:00.000Z', lastAt: null, lastRunId: null, lastError: null },
}
const answerWith = (body: object, status = 200) => gateway.respondWith(() => ({ status, body }))

it('inkling schedules list shows what is submitted when, and what became of the last occurrence', async () => {
  const failed = { ...schedule, id: 'sch_2', lastAt: '2026-11-29T04:30:00.000Z', lastError: 'too many' }
  answerWith({ data: [schedule, failed], page: { nextCursor: null, hasMore: false } })
  expect((await inkling('schedules', 'list')).output.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
    ['SCHEDULE', 'KIND', 'CRON', 'TIME ZONE', 'STATE', 'NEXT', 'LAST', 'RUN OR ERROR'],
    ['sch_1', 'train', '30 4 * * *', 'UTC', 'active', '2026-11-30T04:30:00.000Z'],
    ['sch_2', 'train', '30 4 * * *', 'UTC', 'active', schedule.nextAt, '2026-11-29T04:30:00.000Z', 'too many'],
  ])
})

it('inkling schedules create sends what it was given', async () => {
  answerWith(schedule, 201)
  const flags = ['--time-zone', 'Europe/Berlin', '--misfire-policy', 'skip', '--options', '{"tuneSeconds": 60}']
  await inkling('schedules', 'create', 'train', '30 4 * * *', ...flags)
  const given = { timeZone: 'Europe/Berlin', misfirePolicy: 'skip', options: { tuneSeconds: 60 } }
  expect(gateway.requests[0]).toMatchObject({ body: { kind: 'train', cron: '30 4 * * *', ...given } })
})

it('inkling schedules create refuses options that are not JSON, before it sends anything', async () => {
  const { error } = await inkling('schedules', 'create', 'train', '@daily', '--options', '{tuneSeconds}')
  expect(error).toContain('It is not JSON')
  expect(gateway.requests).toEqual([])
})

it('inkling schedules pause, resume and delete change the schedule that is named', async () => {
  answerWith(schedule)
  for (const name of ['pause', 'resume', 'delete']) await inkling('schedules', name, 'sch_1')
  expect(gateway.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PATCH', '/maintenance/schedules/sch_1', { state: 'paused' }],
    ['PATCH', '/maintenance/schedules/sch_1', { state: 'active' }],
    ['DELETE', '/maintenance/schedules/sch_1', undefined],
  ])
})
