import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
let directory: string
beforeEach(async () => {
  gateway = await RecordingGateway.start()
  directory = await mkdtemp(join(tmpdir(), 'inkling-users-test-'))
})
afterEach(async () => {
  await gateway.close()
  await rm(directory, { recursive: true })
})

const inkling = (...args: string[]) =>
  runInkling(['users', ...args, '--api-key', 'ink_shop_secret'], { directory, url: gateway.url })
const receipt = {
  ...{ version: 1, tenantId: 'shop', userCode: '0f'.repeat(32), signature: '0e'.repeat(32) },
  ...{ requestedAt: '2026-06-01T12:00:00.000000Z', erasedAt: '2026-06-01T12:00:10.000Z' },
  removed: { 'behaviour.events': 12 },
}
const ended = { id: 'op_1', kind: 'eraseUser', state: 'succeeded', finishedAt: '2026-06-01T12:00:10Z', result: receipt }

it('inkling users erase waits until the user is erased, and keeps the receipt', async () => {
  gateway.respondWith(() => ({ status: gateway.requests.length === 1 ? 202 : 200, body: ended }))
  const { output } = await inkling('erase', 'ada@shop', '--yes', '--receipt', 'receipt.json')
  expect(output).toContain('behaviour.events  12')
  expect(gateway.requests.map(({ path }) => path)).toEqual(['/users/ada%40shop', '/operations/op_1'])
  expect(JSON.parse(await readFile(join(directory, 'receipt.json'), 'utf8'))).toEqual(receipt)
})

it('inkling users erase erases nobody without --yes where nobody can be asked', async () => {
  const { error } = await inkling('erase', 'ada')
  expect(error).toContain('Confirm it with --yes')
  expect(gateway.requests).toEqual([])
})

it('inkling users export joins the parts of a large export', async () => {
  const parts = ['{"format":"inkling-user"}\n{"store":"behaviour.events","row":{}}\n', '{"end":true,"rows":{}}\n']
  const answers = [
    { ...ended, result: { parts: 2 } },
    { ...ended, result: { parts: 2 } },
    ...parts.map((lines) => ({ lines })),
  ]
  gateway.respondWith(() => ({
    status: gateway.requests.length === 1 ? 202 : 200,
    body: answers[gateway.requests.length - 1],
  }))
  const { output } = await inkling('export', 'ada', '--out', 'ada.ndjson')
  expect(output).toContain('holds 1 rows of the user ada')
  expect(await readFile(join(directory, 'ada.ndjson'), 'utf8')).toBe(parts.join(''))
})

it('inkling users verify says what is wrong with a receipt', async () => {
  await writeFile(join(directory, 'receipt.json'), JSON.stringify(receipt))
  gateway.respondWith(() => ({ status: 200, body: { isGenuine: false, isOfUser: true } }))
  expect((await inkling('verify', 'ada', 'receipt.json')).output).toContain('was changed, or written elsewhere')
  process.exitCode = 0
  expect((await inkling('verify', 'ada', 'none.json')).error).toContain('none.json must hold a receipt')
})
