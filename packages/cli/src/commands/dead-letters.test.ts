import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) =>
  runInkling(`--api-key ink_k ${args}`.split(' '), { directory: tmpdir(), url: gateway.url })
const letter = {
  ...{ id: 'op_1', tenantId: 'shop', kind: 'train', error: 'The work failed', attempts: 4, replays: 1 },
  ...{ failedAt: '2026-11-29T07:00:01.000Z', replayOf: 'op_0' },
}
const answerWith = (body: object) => gateway.respondWith(() => ({ status: 200, body }))

it('inkling dead-letters list shows the runs that fit the filters', async () => {
  answerWith({ data: [letter], page: { nextCursor: null, hasMore: false } })
  const { output } = await inkling('dead-letters list --kind train --tenant shop --since 2026-11-29T00:00:00Z')
  expect(output.split('\n')).toEqual([
    'RUN   FAILED                    TENANT  KIND   ATTEMPTS  REPLAYS  ERROR',
    'op_1  2026-11-29T07:00:01.000Z  shop    train  4         1        The work failed',
  ])
  const { searchParams } = new URL(gateway.requests[0]?.path ?? '', gateway.url)
  expect(Object.fromEntries(searchParams)).toEqual({ kind: 'train', tenantId: 'shop', since: '2026-11-29T00:00:00Z' })
})

it('inkling dead-letters replay sends ids or a filter with its rate, and discard sends the same', async () => {
  answerWith({ count: 2, hasMore: false, lastBeginsAt: '2026-11-29T07:00:02.000Z' })
  expect((await inkling('dead-letters replay op_1 op_2 --per-second 5')).output).toContain('2 replayed')
  expect((await inkling('dead-letters discard --kind train')).output).toBe('2 discarded')
  expect(gateway.requests.map(({ path, body }) => [path, body])).toEqual([
    ['/maintenance/dead-letters/replay', { ids: ['op_1', 'op_2'], perSecond: 5 }],
    ['/maintenance/dead-letters/discard', { kind: 'train' }],
  ])
})

it('inkling dead-letters uses the key of a tenant, or without one the admin key', async () => {
  answerWith({ data: [], page: { nextCursor: null, hasMore: false } })
  expect((await inkling('dead-letters list')).output).toBe('No dead letter matches.')
  await runInkling(['dead-letters', 'list'], { directory: tmpdir(), url: gateway.url })
  expect(gateway.requests.map(({ key }) => key)).toEqual(['ink_k', 'ink_root_secret'])
})
