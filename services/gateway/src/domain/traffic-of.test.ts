import { expect, it } from 'vitest'
import { trafficOf } from './traffic-of.ts'

const sample = (name: string, labels: Record<string, string>, value: number) => ({ name, labels, value })
const bucket = (route: string, le: string, value: number) =>
  sample('inkling_http_request_seconds_bucket', { route, le }, value)
const answered = (status: string, value: number) => sample('inkling_http_answers_total', { status_code: status }, value)
const started = sample('process_start_time_seconds', {}, 1_796_000_000)
const build = sample('inkling_build_info', { version: '0.1.0' }, 1)

it('the traffic is that of the gateway alone, summed over routes and statuses, the shortest time first', () => {
  const own = [
    ...[bucket('/a', '+Inf', 9), bucket('/a', '0.1', 7), bucket('/b', '0.1', 2), bucket('/b', '+Inf', 2)],
    ...[answered('200', 8), answered('404', 1), answered('500', 1), answered('503', 1)],
  ]
  const { requests, failed, latency } = trafficOf([
    ['search', { samples: [answered('500', 99), bucket('/a', '0.1', 99)] }],
    ['gateway', { samples: own }],
  ])
  expect({ requests, failed }).toEqual({ requests: 11, failed: 2 })
  expect(latency).toEqual([
    { withinSeconds: 0.1, requests: 9 },
    { withinSeconds: null, requests: 11 },
  ])
})

it('tells when each process has started, and leaves out one that does not say', () => {
  const { starts, requests } = trafficOf([
    ['search', { samples: [started, build] }],
    ['worker', { samples: [] }],
  ])
  expect(starts).toEqual([{ process: 'search', startedAt: '2026-11-30T00:53:20.000Z', version: '0.1.0' }])
  expect(requests).toBe(0)
})
