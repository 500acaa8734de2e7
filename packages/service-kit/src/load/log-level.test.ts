import { createLogger } from '@inkling/telemetry'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LogLevel } from './log-level.ts'

const lines: { logLevel: string; before: string }[] = []
const logger = createLogger({ service: 'test', level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) })
beforeEach(() => {
  vi.useFakeTimers()
  lines.length = 0
})
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

it('holds a level for a time, and then the configured one again', () => {
  const level = new LogLevel(logger)
  level.hold('debug', 60)
  expect(logger.level).toBe('debug')
  vi.advanceTimersByTime(59_999)
  expect(logger.level).toBe('debug')
  vi.advanceTimersByTime(1)
  expect(logger.level).toBe('info')
})

it('a further change begins its own time, and ends at the configured level', () => {
  const level = new LogLevel(logger)
  level.hold('debug', 60)
  vi.advanceTimersByTime(50_000)
  level.hold('trace', 60)
  vi.advanceTimersByTime(59_000)
  expect(logger.level).toBe('trace')
  vi.advanceTimersByTime(1_000)
  expect(logger.level).toBe('info')
})

it('tells of each change, also if the configured level writes no warnings', () => {
  logger.level = 'silent'
  new LogLevel(logger).hold('info', 60)
  vi.advanceTimersByTime(60_000)
  expect(lines).toMatchObject([
    { logLevel: 'info', before: 'silent' },
    { logLevel: 'silent', before: 'info' },
  ])
})
