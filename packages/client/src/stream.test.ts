import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { type Answer, broken, problem, startStubGateway } from '../test/stub-gateway.ts'
import { createClient } from './create-client.ts'
import { delay } from './delay.ts'

vi.mock('./delay.ts', () => ({ delay: vi.fn(async () => {}) }))

const gateway = await startStubGateway()
beforeEach(() => void vi.mocked(delay).mockClear())
afterAll(() => gateway.close())

const { stream } = createClient({ url: gateway.url, apiKey: 'ink_key' })
const topics = ['level', 'predictions:user:ada b'] as const
const level = (value: string) => ({ type: 'level', topic: 'level', data: { level: value } })

/** An answer that ends after these parts of text. */
const events =
  (...parts: readonly string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of parts) response.write(part)
    response.end()
  }
const frame = (position: string, ...messages: object[]) =>
  `id: ${position}\ndata: ${JSON.stringify({ position, messages })}\n\n`

async function take(count: number, signal?: AbortSignal) {
  const taken: unknown[] = []
  for await (const message of stream({ topics, ...(signal && { signal }) })) {
    taken.push(message)
    if (taken.length === count) break
  }
  return taken
}

it('returns after the connection ends, from the last position, and leaves nothing out', async () => {
  const whole = frame('e.1', { type: 'subscribed', topics: ['level'] }, level('normal'))
  gateway.answer(
    events(':\n\n', whole.slice(0, 40), whole.slice(40), frame('', level('reduced'))),
    broken,
    events(frame('e.3', level('essential'))),
  )
  expect(await take(3)).toEqual([level('normal'), level('reduced'), level('essential')])
  const query = 'topic=level&topic=predictions%3Auser%3Aada+b'
  expect(gateway.received.map(({ url }) => url)).toEqual([
    `/api/v1/stream?${query}`,
    `/api/v1/stream?${query}&since=e.1`,
    `/api/v1/stream?${query}&since=e.1`,
  ])
  expect(gateway.received[0]?.headers).toMatchObject({ authorization: 'Bearer ink_key', accept: 'text/event-stream' })
})

it('waits as long as the gateway says before it returns', async () => {
  gateway.answer(
    events(frame('e.1', { type: 'reconnect', afterMs: 1234 })),
    problem(503, true, { 'retry-after': '7' }),
    events(frame('e.2', level('normal'))),
  )
  expect(await take(1)).toEqual([level('normal')])
  expect(vi.mocked(delay).mock.calls.map(([ms]) => ms)).toEqual([1234, 7_000])
})

it('throws what the gateway refuses for good', async () => {
  gateway.answer(problem(403, false))
  await expect(take(1)).rejects.toThrow('What is wrong')
  expect(gateway.received).toHaveLength(1)
})

it('passes on that messages are missing', async () => {
  const gap = { type: 'gap', topics: ['level'], detail: 'No longer kept' }
  gateway.answer(events(frame('e.1', gap, level('normal'))))
  expect(await take(2)).toEqual([gap, level('normal')])
})

it('ends when its signal is aborted', async () => {
  const controller = new AbortController()
  gateway.answer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(frame('e.1', level('normal')))
    setImmediate(() => controller.abort())
  })
  expect((await take(5, controller.signal)).length).toBeLessThanOrEqual(1)
})

it('in a page of the gateway, the session of the browser stands for the key', async () => {
  gateway.answer(events(frame('e.1', level('normal'))))
  const own = createClient({ url: gateway.url, headers: { 'x-inkling-console': '1' } })
  for await (const _ of own.stream({ topics })) break
  const [{ headers } = { headers: {} }] = gateway.received
  expect(headers).not.toHaveProperty('authorization')
  expect(headers).toMatchObject({ accept: 'text/event-stream', 'x-inkling-console': '1' })
})
