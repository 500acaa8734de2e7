import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (...args: string[]) => runInkling(['audit', ...args], { directory: tmpdir(), url: gateway.url })

it('inkling audit list shows who did what, to what and from where', async () => {
  const entry = {
    number: 7,
    at: '2026-11-30T09:00:00.000Z',
    tenantId: 'operator',
    keyId: 'key_1',
    service: 'maintenance',
  }
  const more = { action: 'key revoked', details: { revoked: 'key_2' }, address: '192.0.2.1', requestId: 'r' }
  gateway.respondWith(() => ({ status: 200, body: { data: [{ ...entry, ...more }], page: {} } }))
  const { output } = await inkling('list', '--action', 'key revoked', '--tenant', 'shop')
  expect(output).toContain(
    '7       2026-11-30T09:00:00.000Z  operator  key_1  192.0.2.1  key revoked  {"revoked":"key_2"}',
  )
  expect(gateway.requests.map(({ path }) => path)).toEqual(['/audit-log?action=key+revoked&tenantId=shop'])
})

it('inkling audit verify checks all of the log, call by call, and names what is wrong', async () => {
  const checks = [
    { rows: 2, checkedTo: 2, hasMore: true, faults: [] },
    { rows: 1, checkedTo: 3, hasMore: false, faults: [{ number: 3, kind: 'changed' }] },
  ]
  gateway.respondWith(() => ({ status: 200, body: checks[gateway.requests.length - 1] }))
  const { output } = await inkling('verify', '--seal', `2:${'0f'.repeat(32)}`)
  expect(output).toContain('3       changed')
  expect(gateway.requests.map(({ body }) => body)).toEqual([
    { after: 0, seal: { number: 2, code: '0f'.repeat(32) } },
    { after: 2 },
  ])
})

it('inkling audit verify says what a seal looks like if it is given something else', async () => {
  const { error } = await inkling('verify', '--seal', 'x')
  expect(error).toContain('--seal must be the number and the code of a seal')
  expect(gateway.requests).toEqual([])
})

it('inkling audit export prints lines part by part, and says where to go on', async () => {
  const parts = [
    { lines: '{"a":1}\n{"a":2}\n', after: 5, hasMore: true },
    { lines: '{"a":3}\n', after: 9, hasMore: false },
  ]
  gateway.respondWith(() => ({ status: 200, body: parts[gateway.requests.length - 1] }))
  const { output, notes } = await inkling('export', '--after', '3')
  expect(output.split('\n')).toEqual(['{"a":1}', '{"a":2}', '{"a":3}'])
  expect(notes).toBe('Next time: --after 9\n')
  const paths = gateway.requests.map(({ path }) => path)
  expect(paths).toEqual(['/audit-log/export?after=3&limit=1000', '/audit-log/export?after=5&limit=1000'])
})
