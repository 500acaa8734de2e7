import { expect, it } from 'vitest'
import { quantileMs, ratesBetween, readingOf } from './live-rates.ts'

const bucket = (le: string, value: number) => ({ name: 'inkling_http_request_seconds_bucket', labels: { le }, value })
const answered = (status: string, value: number) => ({
  name: 'inkling_http_answers_total',
  labels: { status_code: status },
  value,
})
const answer = (samples: ReturnType<typeof bucket>[]) => ({
  processes: [{ process: 'gateway', samples }],
  unreachable: [],
})

it('rates are those between two readings, of all gateways and no other process', () => {
  const before = readingOf(answer([bucket('0.01', 10), bucket('+Inf', 10), answered('200', 10)] as never), 0)
  const later = answer([bucket('0.01', 20), bucket('+Inf', 30), answered('200', 25), answered('503', 5)] as never)
  later.processes.push({ process: 'search', samples: [answered('500', 99) as never] })
  const rates = ratesBetween(before, readingOf(later, 10_000))
  expect(rates).toMatchObject({ requestsPerSecond: 2, errorShare: 0.25, p50Ms: 10, p99Ms: 10 })
})

it('a gateway that started between two readings gives no rates', () => {
  const before = readingOf(answer([answered('200', 10)] as never), 0)
  expect(ratesBetween(before, readingOf(answer([answered('200', 3)] as never), 10_000))).toBeUndefined()
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
