import { expect, it } from 'vitest'
import { liveRatesOf, quantileMs, type Reading, ratesBetween, readingOf, withReading } from './live-rates.ts'

const startedAt = '2026-01-01T00:00:00.000Z'
const startMs = Date.parse(startedAt)
const traffic = (requests: number, failed: number, within10Ms: number, started = startedAt) => ({
  ...{ requests, failed, unreachable: [] },
  starts: [{ process: 'gateway', startedAt: started, version: '1' }],
  latency: [
    { withinSeconds: 0.01, requests: within10Ms },
    { withinSeconds: null, requests },
  ],
})
/** Readings at seconds after the start of the gateway. */
const kept = (...counts: readonly (readonly [second: number, requests: number, failed: number])[]) =>
  counts.reduce<readonly Reading[]>(
    (readings, [second, requests, failed]) =>
      withReading(readings, readingOf(traffic(requests, failed, requests), startMs + second * 1_000)),
    [],
  )

it('rates are those between two readings', () => {
  const rates = ratesBetween(readingOf(traffic(10, 0, 10), 0), readingOf(traffic(30, 5, 20), 10_000))
  expect(rates).toMatchObject({ requestsPerSecond: 2, errorShare: 0.25, p50Ms: 10, p99Ms: 10, failed: 5 })
})

it('counts that began again between two readings give no rates', () => {
  expect(ratesBetween(readingOf(traffic(10, 0, 10), 0), readingOf(traffic(3, 0, 3), 10_000))).toBeUndefined()
})

it('the first reading gives the average since the gateway started', () => {
  const { whole, isSinceStart, steps } = liveRatesOf(kept([100, 50, 5]))
  expect(whole).toMatchObject({ seconds: 100, requestsPerSecond: 0.5, errorShare: 0.1 })
  expect({ isSinceStart, steps }).toEqual({ isSinceStart: true, steps: [] })
})

it('the rates are over all readings of the last five minutes, in which a burst of errors stays', () => {
  const readings = kept([400, 1_000, 0], [403, 1_010, 10], [406, 1_020, 10], [600, 1_100, 10])
  const { whole, isSinceStart, steps } = liveRatesOf(readings)
  expect(whole).toMatchObject({ seconds: 200, requests: 100, failed: 10 })
  expect({ isSinceStart, steps: steps.map(({ failed }) => failed) }).toEqual({ isSinceStart: false, steps: [10, 0, 0] })
  expect(
    liveRatesOf(kept([400, 1_000, 0], [403, 1_010, 10], [703.1, 1_100, 10], [720, 1_200, 10])).whole,
  ).toMatchObject({
    requests: 100,
    failed: 0,
  })
})

it('readings of another gateway are not compared with the newest', () => {
  const other = readingOf(traffic(5, 5, 5, '2026-01-01T00:05:00.000Z'), startMs + 420_000)
  const readings = withReading(kept([400, 1_000, 0]), other)
  expect(liveRatesOf(readings).whole).toMatchObject({ seconds: 120, requests: 5, failed: 5 })
  const later = withReading(readings, readingOf(traffic(1_030, 0, 1_030), startMs + 430_000))
  expect(liveRatesOf(later)).toMatchObject({ whole: { seconds: 30, requests: 30 }, isSinceStart: false })
})

it('without the start of the gateway there are no rates before there is a second reading', () => {
  const { starts: _, ...others } = traffic(50, 5, 50)
  const first = readingOf({ ...others, starts: [] }, startMs)
  expect(liveRatesOf([first]).whole).toBeUndefined()
  expect(liveRatesOf(withReading([first], { ...first, atMs: startMs + 30_000, requests: 80 })).whole).toMatchObject({
    requestsPerSecond: 1,
  })
})

it('a quantile is interpolated in its bucket, and no request has none', () => {
  expect(
    quantileMs(
      [
        [0.1, 0],
        [0.2, 10],
        [Number.POSITIVE_INFINITY, 10],
      ],
      0.5,
    ),
  ).toBeCloseTo(150)
  expect(
    quantileMs(
      [
        [0.1, 0],
        [Number.POSITIVE_INFINITY, 0],
      ],
      0.5,
    ),
  ).toBeNaN()
})
