import { createLogger } from '@inkling/telemetry'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { embeddingWriter } from './embedding-writer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const logger = createLogger({ service: 'test', level: 'silent' })
const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const open = (write: (tenantId: string) => Promise<boolean>) => embeddingWriter({ write, logger, random: () => 1 })

it('writes a page of each tenant in turn until nothing is left', async () => {
  const left = new Map([
    ['a', 3],
    ['b', 1],
  ])
  const written: string[] = []
  const writer = open(async (tenantId) => {
    written.push(tenantId)
    left.set(tenantId, (left.get(tenantId) ?? 0) - 1)
    return (left.get(tenantId) ?? 0) > 0
  })
  for (const tenantId of ['a', 'b', 'a']) writer.follow(tenantId)
  await advance(10_000)
  expect(written).toEqual(['a', 'b', 'a', 'a'])
  await writer.close()
})

it('after a failure waits longer each time, for all tenants, up to a minute, and never gives up', async () => {
  const attempts: number[] = []
  let isDown = true
  const writer = open(async () => {
    attempts.push(Date.now())
    if (isDown) throw new Error('away')
    return false
  })
  writer.follow('a')
  writer.follow('b')
  await advance(300_000)
  const pauses = attempts.slice(1).map((at, n) => at - (attempts[n] ?? 0))
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  isDown = false
  await advance(60_000)
  const recovered = attempts.length
  expect(recovered).toBe(pauses.length + 1 + 2)
  writer.follow('a')
  await advance(100)
  expect(attempts).toHaveLength(recovered + 1)
  await writer.close()
})

it('that is closed begins nothing more', async () => {
  const write = vi.fn(async () => true)
  const writer = open(write)
  writer.follow('a')
  await writer.close()
  writer.follow('b')
  await advance(10_000)
  expect(write).not.toHaveBeenCalled()
})
