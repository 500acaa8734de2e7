import { expect, it } from 'vitest'
import { formatBytes, formatCount, formatDuration } from './format.ts'

it('durations that are not known yet are shown as a dash', () => {
  expect([Number.POSITIVE_INFINITY, Number.NaN].map(formatDuration)).toEqual(['–', '–'])
})

it.each([
  [0, '0 s'],
  [0.2, '1 s'],
  [59, '59 s'],
  [60, '1 min'],
  [61, '2 min'],
  [3540, '59 min'],
  [3600, '1 h 0 min'],
  [9000, '2 h 30 min'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

it.each([
  [0, '0 kB'],
  [1, '1 kB'],
  [999_000, '999 kB'],
  [1_000_000, '1.0 MB'],
  [999_900_000, '999.9 MB'],
  [1_000_000_000, '1.0 GB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

it('counts have a comma for each thousand', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567')
})
