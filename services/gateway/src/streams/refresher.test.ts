import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Channel } from './connection.ts'
import { type ReadState, Refresher } from './refresher.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const state: ReadState = { data: 'tea', significant: 'tea' }

/** A refresher that answers with these states in turn, and one channel that it reads. */
function refresher(...states: ReadState[]) {
  const read = vi.fn(async (_: Channel, __: string | undefined) => states.shift() ?? state)
  const seen: unknown[] = []
  const onRefusal = (_: Channel, error: Error) => void seen.push(error)
  const onState = (_: Channel, { data }: ReadState) => void seen.push(data)
  const channel = { connections: new Set([{}]), readAtMs: Number.NEGATIVE_INFINITY } as unknown as Channel
  const asked = () => read.mock.calls.map(([, token]) => token)
  return { of: new Refresher({ read, onState, onRefusal, concurrent: 8, apartMs: 100 }), channel, seen, asked }
}

it('a state that lacks the write is read again until it has it', async () => {
  const { of, channel, seen, asked } = refresher({ ...state, data: 'old', isBehind: true })
  of.ask(channel, 'c5.x')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toEqual(['old', 'tea'])
  expect(asked()).toEqual(['c5.x', 'c5.x'])
})

it('a write that never comes is given up', async () => {
  const { of, channel, asked } = refresher(...Array.from({ length: 50 }, () => ({ ...state, isBehind: true })))
  of.ask(channel, 'c5.x')
  await vi.advanceTimersByTimeAsync(600_000)
  expect(asked()).toHaveLength(6)
})

it.each([
  ['c5.x', 'c10.x', 'c10.x'],
  ['c10.x', 'c5.x', 'c10.x'],
  ['c10.x', 'c5.y', 'c5.y'],
])('of the writes %s and %s that are told of at once, it waits for %s', async (first, second, awaited) => {
  const { of, channel, asked } = refresher()
  channel.readAtMs = performance.now()
  of.ask(channel, first)
  of.ask(channel, second)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked()).toEqual([awaited])
})
