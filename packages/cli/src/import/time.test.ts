import { describe, expect, it } from 'vitest'
import { detectTimeUnit, parseTime } from './time.ts'

describe('detectTimeUnit', () => {
  it.each([
    [['0', '1', '2'], 'seconds'],
    [['1396314210.774'], 'seconds'],
    [['1396314210774'], 'milliseconds'],
    [['1396314210774000'], 'microseconds'],
    [['1396314210774000000'], 'nanoseconds'],
    [['1396314210', '1396314211', '9999999999999999'], 'seconds'],
    [['2026-01-01T00:00:00Z', ''], 'seconds'],
    [[], 'seconds'],
  ] as const)('detects that the times %j are %s', (samples, unit) => {
    expect(detectTimeUnit(samples)).toBe(unit)
  })
})

describe('parseTime', () => {
  it.each([
    ['0', 'seconds', 0],
    ['1396314210.774', 'seconds', 1396314210774],
    ['1396314210774', 'milliseconds', 1396314210774],
    ['1396314210774000', 'microseconds', 1396314210774],
    ['2014-04-01T01:03:30.774Z', 'seconds', 1396314210774],
    ['2014-04-01t03:03:30.774+02:00', 'milliseconds', 1396314210774],
    ['2014-04-01 01:03:30Z', 'seconds', 1396314210000],
  ] as const)('reads the time %s, numbers being %s', (text, unit, expected) => {
    expect(parseTime(text, unit)).toBe(expected)
  })

  it.each(['', 'soon', '-1', 'Infinity', '1e300', '2014-04-01', '2014-04-01T01:03:30', '2014-13-01T00:00:00Z'])(
    'reads no time from %j',
    (text) => {
      expect(parseTime(text, 'seconds')).toBeUndefined()
    },
  )
})
