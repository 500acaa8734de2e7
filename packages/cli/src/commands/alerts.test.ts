import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) => runInkling(args.split(' '), { directory: tmpdir(), url: gateway.url })
const answerWith = (data: readonly object[]) => gateway.respondWith(() => ({ status: 200, body: { data } }))
const asked = () => gateway.requests.map(({ method, path }) => `${method} ${path}`)

it('inkling alerts lists alerts', async () => {
  const since = '2026-11-29T07:00:00.000Z'
  answerWith([{ id: '0123456789abcdef', severity: 'critical', state: 'firing', since, title: 'Postgres is down' }])
  expect((await inkling('alerts')).output.split('\n')).toEqual([
    'ALERT             SEVERITY  STATE   SINCE                     TITLE',
    '0123456789abcdef  critical  firing  2026-11-29T07:00:00.000Z  Postgres is down',
  ])
  answerWith([])
  expect((await inkling('alerts')).output).toContain('No alert fires')
})

it('inkling alerts --dead-letters lists messages that did not arrive, and --resend sends one again', async () => {
  const endedAt = '2026-11-29T07:00:00.000Z'
  answerWith([{ id: 'msg_1', destination: 'team', endedAt, error: 'it answered 500' }])
  expect((await inkling('alerts --dead-letters')).output.split('\n')).toEqual([
    'MESSAGE  DESTINATION  ENDED                     ERROR',
    'msg_1    team         2026-11-29T07:00:00.000Z  it answered 500',
  ])
  gateway.respondWith(() => ({ status: 204, body: undefined }))
  expect((await inkling('alerts --resend msg_1')).output).toContain('msg_1 waits to be sent again')
  expect(asked()).toEqual([
    'GET /performance/alerts/deliveries?state=dead',
    'POST /performance/alerts/deliveries/msg_1/resend',
  ])
})
