import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { operationAnswer, problem, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (...args: string[]) =>
  runInkling(['run', ...args, '--api-key', 'ink_shop_secret'], { directory: tmpdir(), url: gateway.url })

it('inkling run starts a run with its options, waits for its end and prints the numbers of its result', async () => {
  gateway.respondWith((request) => operationAnswer(request, 'refit', { state: 'succeeded', result: { events: 9 } }))
  expect((await inkling('refit', '--options', '{"force":true}')).output).toBe('op_1: events 9')
  expect(gateway.posted('/maintenance/runs')).toEqual([{ kind: 'refit', options: { force: true } }])
})

it('inkling run fails if the run fails', async () => {
  gateway.respondWith((request) => operationAnswer(request, 'refit', { state: 'failed', error: 'The work failed' }))
  expect((await inkling('refit')).error).toContain('The refit run failed (operation op_1): The work failed')
})

it('inkling run says what is wrong with a kind or with options', async () => {
  gateway.respondWith(() => problem(422, 'validation_failed'))
  expect((await inkling('polish')).error).toContain('it is validation_failed')
  expect((await inkling('refit', '--options', '{force}')).error).toContain('It is not JSON')
})
