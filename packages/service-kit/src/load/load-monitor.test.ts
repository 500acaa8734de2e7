import { createLogger, loadMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LoadMonitor } from './load-monitor.ts'

let reading = 0
const lines: Record<string, unknown>[] = []
const logger = createLogger({ service: 'test', level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) })
let registry: InstanceType<typeof client.Registry>
const monitor = (level?: 'auto' | 'normal' | 'critical') =>
  new LoadMonitor({
    logger,
    sensors: [{ name: 'pool', read: () => reading }],
    metrics: loadMetrics(registry),
    ...(level && { level }),
  })

beforeEach(() => {
  registry = new client.Registry()
  reading = 0
  lines.length = 0
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

describe('LoadMonitor', () => {
  it('raises the level with the pressure, and logs and counts the change', async () => {
    const load = monitor()
    load.start()
    reading = 0.85
    vi.advanceTimersByTime(1_000)
    expect(load.level).toBe('essential')
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'load level changed', level: 'warn', loadLevel: 'essential', before: 'normal' }),
    ])
    expect(await registry.metrics()).toContain('inkling_load_level_changes_total{level="essential"} 1')
    expect(await registry.metrics()).toContain('inkling_load_level 1')
    load.stop()
  })

  it('counts the pressure that a called process tells, for two seconds', () => {
    const load = monitor()
    load.start()
    load.hear('search', 0.97)
    vi.advanceTimersByTime(250)
    expect(load.level).toBe('critical')
    expect(load.latest.readings.search).toBe(0.97)
    vi.advanceTimersByTime(2_000)
    expect(load.latest.readings.search).toBeUndefined()
    load.stop()
  })

  it('keeps the level that an operator forces, until it follows the pressure again', () => {
    const load = monitor()
    load.start()
    load.force('critical')
    expect(load.level).toBe('critical')
    vi.advanceTimersByTime(60_000)
    expect(load.level).toBe('critical')
    load.force(undefined)
    expect(load.level).toBe('normal')
    load.stop()
  })

  it('keeps the level of the configuration, and lets an operator set another', () => {
    const load = monitor('normal')
    load.start()
    reading = 2
    vi.advanceTimersByTime(2_000)
    expect(load.level).toBe('normal')
    load.force('essential')
    expect(load.level).toBe('essential')
    load.stop()
  })
})
