import { describe, expect, it } from 'vitest'
import { checkRecurrence, nextOccurrence } from './cron.ts'

const from = new Date('2026-11-29T12:00:00Z')
const next = (cron: string, timeZone = 'UTC', after = from) => nextOccurrence({ cron, timeZone }, after).toISOString()
const faultOf = (cron: string, timeZone = 'UTC') => {
  try {
    checkRecurrence({ cron, timeZone })
  } catch (error) {
    return (error as { errors?: { pointer: string; detail: string }[] }).errors?.[0]
  }
  return undefined
}

describe('cron', () => {
  it.each([
    ['* * * * *', '2026-11-29T12:01:00.000Z'],
    ['*/15 9-17 * * 1-5', '2026-11-30T09:00:00.000Z'],
    ['0 0 29 2 *', '2028-02-29T00:00:00.000Z'],
    ['0 0 L * *', '2026-11-30T00:00:00.000Z'],
    ['0 8 * JAN MON#2', '2027-01-11T08:00:00.000Z'],
    ['@daily', '2026-11-30T00:00:00.000Z'],
  ])('plans the next time of %s', (cron, planned) => {
    expect(next(cron)).toBe(planned)
  })

  it('plans in its time zone, an hour later if the change to summer time leaves the time out', () => {
    expect(next('30 2 * * *', 'Europe/Berlin', new Date('2026-03-28T12:00:00Z'))).toBe('2026-03-29T01:30:00.000Z')
    expect(next('30 2 * * *', 'Europe/Berlin', new Date('2026-03-29T12:00:00Z'))).toBe('2026-03-30T00:30:00.000Z')
  })

  it('plans a time once that comes twice when summer time ends', () => {
    const first = next('30 2 * * *', 'Europe/Berlin', new Date('2026-10-24T12:00:00Z'))
    expect(first).toBe('2026-10-25T00:30:00.000Z')
    expect(next('30 2 * * *', 'Europe/Berlin', new Date(first))).toBe('2026-10-26T01:30:00.000Z')
  })

  it.each([
    ['* * * * * *', /Once a minute is the most often/],
    ['*/30 * * * * *', /Once a minute is the most often/],
    ['@secondly', /Once a minute is the most often/],
    ['', /five fields/],
    ['* *', /five fields/],
    ['0 0 1 1 * 2030 x', /five fields/],
    ['@nope', /five fields.*@daily/],
    ['61 * * * *', /61.*0-59/],
    ['a * * * *', /not valid/],
    ['H 4 * * *', /H is not supported/],
    ['0 0 31 2 *', /not valid/],
    ['0 0 31 2,4,6,9,11 *', /not valid: no month has such a day/],
  ])('refuses %s and says why', (cron, detail) => {
    expect(faultOf(cron)).toMatchObject({ pointer: '/cron', detail: expect.stringMatching(detail) })
  })

  it.each(['Mars/Phobos', '', 'local'])('refuses the time zone "%s"', (timeZone) => {
    expect(faultOf('@daily', timeZone)).toMatchObject({ pointer: '/timeZone', detail: expect.stringContaining('IANA') })
  })
})
