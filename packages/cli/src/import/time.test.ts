import { describe, expect, it } from 'vitest'
import { detectTimeUnit, isOfOtherUnit, parseTime } from './time.ts'

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
    [['46319.889', '46320'], 'days'],
    [['46319', '60'], 'seconds'],
    [['20261024', '20261024212011'], 'seconds'],
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
    ['2014-04-01 01:03:30', 'seconds', 1396314210000],
    ['2014-04-01T01:03:30.774123', 'seconds', 1396314210774],
    ['2014-04-01 01:03:30,774', 'seconds', 1396314210774],
    ['2014-04-01 01:03:30 UTC', 'seconds', 1396314210000],
    ['2014-04-01 01:03:30 +0000 UTC', 'seconds', 1396314210000],
    ['2014-04-01 03:03:30.774 +0200 CEST m=+0.01', 'seconds', 1396314210774],
    ['2014-04-01T03:03:30+0200', 'seconds', 1396314210000],
    ['2014-04-01 03:03:30+02', 'seconds', 1396314210000],
    ['2014/04/01 01:03', 'seconds', 1396314180000],
    ['2014-04-01', 'seconds', 1396310400000],
    ['01/Apr/2014:03:03:30 +0200', 'seconds', 1396314210000],
    ['Tue, 01 Apr 2014 01:03:30 GMT', 'seconds', 1396314210000],
    ['20140401', 'seconds', 1396310400000],
    ['20140401010330', 'milliseconds', 1396314210000],
    ['01.04.2014 01:03', 'seconds', 1396314180000],
    ['1.4.2014', 'seconds', 1396310400000],
    ['41730.5', 'days', 1396353600000],
    ['1,396,314,210', 'seconds', 1396314210000],
    ['1.39631421e9', 'seconds', 1396314210000],
  ] as const)('reads the time %s, numbers being %s', (text, unit, expected) => {
    expect(parseTime(text, unit)).toBe(expected)
  })

  it.each([
    '',
    'soon',
    '-1',
    'Infinity',
    '1e300',
    '10/11/2014',
    '2014-02-30',
    '2014-04-01T24:03',
    '2014-13-01T00:00:00Z',
    '20141301',
    '31.02.2014',
  ])('reads no time from %j', (text) => {
    expect(parseTime(text, 'seconds')).toBeUndefined()
  })
})

describe('isOfOtherUnit', () => {
  const latestMs = 1_800_000_000_000
  it.each([
    ['1700000000000', 'seconds', true],
    ['1700000000', 'seconds', false],
    ['1700000000', 'milliseconds', true],
    ['1700000000000', 'milliseconds', false],
    ['1900000000', 'seconds', false],
    ['60', 'milliseconds', false],
    ['2030-01-01', 'seconds', false],
    ['20301024', 'seconds', false],
    ['46319', 'days', false],
  ] as const)('%s among %s is of another unit: %s', (text, unit, expected) => {
    expect(isOfOtherUnit(text, unit, latestMs)).toBe(expected)
  })
})

it('a time without a zone is reported, one with a zone is not', () => {
  const reported: string[] = []
  for (const text of ['2014-04-01', '2014-04-01 01:03:30', '2014-04-01 01:03:30 UTC', '1396314210'])
    parseTime(text, 'seconds', { note: () => reported.push(text) })
  expect(reported).toEqual(['2014-04-01', '2014-04-01 01:03:30'])
})
