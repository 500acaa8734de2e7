import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { operationAnswer, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) => runInkling(args.split(' '), { directory: tmpdir(), url: gateway.url })
const key = '--api-key ink_shop_secret'
const change = { itemId: 'b', action: 'merge', survivorId: 'a', similarity: 0.815, state: 'proposed' }
const archive = { itemId: 'c', action: 'archive', survivorId: null, similarity: null, state: 'applied' }

const answerWith = (ended: object) =>
  gateway.respondWith((request) => {
    const { method, path } = request
    if (!path.includes('/changes/') || method !== 'GET') return operationAnswer(request, 'dedupe', ended)
    const isFirst = !path.includes('cursor')
    const data = isFirst ? [change] : [archive]
    return { status: 200, body: { data, page: { nextCursor: isFirst ? 'more' : null, hasMore: isFirst } } }
  })

it.each([
  ['dedupe', 'dedupe --similarity 0.8', { kind: 'dedupe', options: { similarity: 0.8 } }],
  ['decay', 'decay --half-life-days 30 --grace-days 7', { kind: 'decay', options: { halfLifeDays: 30, graceDays: 7 } }],
])('inkling hygiene %s starts a dry run and says what it found', async (_, args, asked) => {
  answerWith({ state: 'succeeded', result: { items: 9, changes: 2, samples: [] } })
  const { output } = await inkling(`hygiene ${args} ${key}`)
  expect(output).toBe('op_1: items 9, changes 2\nNothing has changed yet. See inkling hygiene show op_1, and apply.')
  expect(gateway.posted('/maintenance/runs')).toEqual([asked])
})

it('inkling hygiene show lists the changes of all pages', async () => {
  answerWith({})
  const { output } = await inkling(`hygiene show op_1 ${key}`)
  expect(output.split('\n').map((line) => line.split(/ +/).filter((cell) => cell !== ''))).toEqual([
    ['ITEM', 'ACTION', 'INTO', 'SIMILARITY', 'STATE'],
    ['b', 'merge', 'a', '0.81', 'proposed'],
    ['c', 'archive', 'applied'],
  ])
})

it.each(['apply', 'undo'])('inkling hygiene %s waits for the end, and fails if the run fails', async (name) => {
  answerWith({ state: 'succeeded', result: { refused: 1 } })
  expect((await inkling(`hygiene ${name} op_9 ${key}`)).output).toBe('op_1: refused 1')
  expect(gateway.requests[0]?.path).toContain(`/maintenance/changes/op_9/${name}`)
  answerWith({ state: 'failed', error: 'The work failed' })
  expect((await inkling(`hygiene ${name} op_9 ${key}`)).error).toContain('failed (operation op_1): The work failed')
})

it('inkling hygiene apply fails with the reason if the changes would lose quality', async () => {
  answerWith({ state: 'succeeded', result: { applied: 0, blocked: 'Replaying recent uses loses 2.5 %' } })
  expect((await inkling(`hygiene apply op_9 ${key}`)).error).toBe(
    'Nothing was changed. Replaying recent uses loses 2.5 %.',
  )
})

it('inkling hygiene needs the key of a tenant', async () => {
  expect((await inkling('hygiene dedupe')).error).toContain('--api-key')
})
