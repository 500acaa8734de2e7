import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { operationAnswer, problem, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())
const inkling = (args: string) => runInkling(`archive ${args}`.split(' '), { directory: tmpdir(), url: gateway.url })

const answerWith = (ended: object) => gateway.respondWith((request) => operationAnswer(request, 'archive', ended))

it('inkling archive export asks for the months, waits for the end and says what is archived', async () => {
  answerWith({ state: 'succeeded', result: { months: [{ month: '2024-01', tenants: 2, events: 7 }], events: 7 } })
  expect((await inkling('export 2024-01 2024-02')).output).toBe('2024-01: 7 events of 2 tenants are archived.')
  expect((await inkling('export --dry-run')).output).toBe('2024-01: 7 events of 2 tenants would be archived.')
  expect(gateway.posted('/performance/archives')).toEqual([
    { dryRun: false, months: ['2024-01', '2024-02'] },
    { dryRun: true },
  ])
})

it('inkling archive export says that no month is old enough', async () => {
  answerWith({ state: 'succeeded', result: { months: [], events: 0 } })
  expect((await inkling('export')).output).toContain('No month of events is old enough')
})

it('inkling archive restore says what is back, and why it failed', async () => {
  answerWith({ state: 'succeeded', result: { month: '2024-01', tenants: 1, events: 5, skipped: 2 } })
  expect((await inkling('restore 2024-01')).output).toBe(
    '2024-01: 5 events of 1 tenants are back. 2 others were there already.',
  )
  answerWith({ state: 'failed', error: 'a file is damaged' })
  expect((await inkling('restore 2024-01')).error).toContain('It failed (operation op_1): a file is damaged')
})

it.each([
  ['restore 2024-13', "'2024-13' is invalid for argument 'month'"],
  ['restore yesterday', "'yesterday' is invalid for argument 'month'"],
  ['export 2024-01 2024', "'2024' is invalid for argument 'months'"],
])('inkling archive %s is refused with the name of the argument and without a stack', async (args, named) => {
  const { error } = await inkling(args)
  expect(error).toBe(`error: command-argument value ${named}. Give months such as 2026-01.`)
})

it('inkling archive list shows the months, and says that there are none', async () => {
  const times = { firstAt: '2024-01-01T00:00:00Z', lastAt: '2024-01-31T00:00:00Z', archivedAt: '2026-06-01T12:00:00Z' }
  const month = { month: '2024-01', tenants: 2, events: 7, sizeBytes: 1_200_000, restoredAt: null, ...times }
  gateway.respondWith(() => ({ status: 200, body: { data: [month] } }))
  const { output } = await inkling('list')
  expect(output.split('\n')[1]).toMatch(/^2024-01 +2 +7 +1.2 MB +2026-06-01T12:00:00Z$/)
  gateway.respondWith(() => ({ status: 200, body: { data: [] } }))
  expect((await inkling('list')).output).toBe('Nothing is archived.')
  gateway.respondWith(() => problem(409, 'conflict'))
  expect((await inkling('export')).error).toContain('conflict')
})
