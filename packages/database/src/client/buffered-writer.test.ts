import { AsyncLocalStorage } from 'node:async_hooks'
import { InklingError } from '@inkling/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BufferedWriter } from './buffered-writer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A writer of lists, which remembers what it stored; it cannot store the lists of the tenant `broken`. */
function observedWriter() {
  const stored: [string, string[]][] = []
  const lost: [string, string][] = []
  const writer = new BufferedWriter<string[]>({
    flushEveryMs: 1_000,
    createBuffer: () => [],
    async store(tenantId, buffer) {
      if (tenantId === 'broken') throw new Error('no disk')
      stored.push([tenantId, buffer])
    },
    onLoss: (error, tenantId) => lost.push([tenantId, String(error)]),
  })
  return { writer, stored, lost }
}

describe('BufferedWriter', () => {
  it('stores all additions of one interval, each tenant in one write', async () => {
    const { writer, stored } = observedWriter()
    writer.bufferOf('acme').push('a')
    await vi.advanceTimersByTimeAsync(999)
    writer.bufferOf('globex').push('b')
    writer.bufferOf('acme').push('c')
    expect(stored).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(stored).toEqual([
      ['acme', ['a', 'c']],
      ['globex', ['b']],
    ])
  })

  it('stores for no request, also not for the one that began the buffer', async () => {
    const request = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const store = async () => void seen.push(request.getStore())
    const writer = new BufferedWriter({ flushEveryMs: 1_000, createBuffer: () => [], store, onLoss: () => {} })
    request.run('request', () => writer.bufferOf('acme'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(seen).toEqual([undefined])
  })

  it('stores additions that come after a flush', async () => {
    const { writer, stored } = observedWriter()
    writer.bufferOf('acme').push('a')
    await writer.flush()
    writer.bufferOf('acme').push('b')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(stored).toEqual([
      ['acme', ['a']],
      ['acme', ['b']],
    ])
  })

  it('loses only the buffer of the tenant whose write fails, and says which', async () => {
    const { writer, stored, lost } = observedWriter()
    writer.bufferOf('broken').push('a')
    writer.bufferOf('acme').push('b')
    await writer.close()
    expect(stored).toEqual([['acme', ['b']]])
    expect(lost).toEqual([['broken', 'Error: no disk']])
  })

  it('keeps what Postgres could not take, before what was added since, until it is closed', async () => {
    const tried: string[][] = []
    const lost: string[][] = []
    const writer = new BufferedWriter<string[]>({
      flushEveryMs: 1_000,
      createBuffer: () => [],
      async store(_, buffer) {
        tried.push(buffer)
        if (tried.length === 1) writer.bufferOf('acme').push('b')
        throw new InklingError('dependency_unavailable', 'Try again')
      },
      keep: (failed, since = []) => [...failed, ...since],
      onLoss: (_error, _tenantId, buffer) => lost.push(buffer),
    })
    writer.bufferOf('acme').push('a')
    await vi.advanceTimersByTimeAsync(2_000)
    expect([tried, lost]).toEqual([[['a'], ['a', 'b']], []])
    await writer.close()
    expect(lost).toEqual([['a', 'b']])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves no timer running after it is closed', async () => {
    const { writer } = observedWriter()
    writer.bufferOf('acme').push('a')
    await writer.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})
