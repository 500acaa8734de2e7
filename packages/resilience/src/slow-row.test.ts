import { describe, expect, it, vi } from 'vitest'
import { SlowRow } from './slow-row.ts'

describe('SlowRow', () => {
  it('opens at the second slow call in a row', () => {
    const row = new SlowRow()
    row.add(performance.now())
    expect(row.failure()).toBe(false)
    row.add(performance.now())
    expect(row.failure()).toBe(true)
  })

  it('begins again after a success', () => {
    const row = new SlowRow()
    row.add(performance.now())
    row.success()
    row.add(performance.now())
    expect(row.failure()).toBe(false)
  })

  it('does not count a slow call that began before another one succeeded: the dependency answers', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const [row, startedMs] = [new SlowRow(), performance.now()]
    row.add(startedMs)
    vi.advanceTimersByTime(1_000)
    row.success()
    row.add(startedMs)
    row.add(startedMs)
    expect(row.failure()).toBe(false)
    vi.useRealTimers()
  })

  it('opens for no faults of other kinds', () => {
    const row = new SlowRow()
    for (let n = 0; n < 10; n++) expect(row.failure()).toBe(false)
  })
})
