import { describe, expect, it } from 'vitest'
import type { Series } from '../../host/samples.ts'
import { findingsOf, kneeOf } from './findings.ts'
import { reportOf } from './html.ts'
import type { RunRecord } from './run-record.ts'
import { Timeline } from './timeline.ts'

const latencies = (kind: string, values: number[]): Series => {
  return { metric: 'http_req_latency', type: 'trend', contains: 'time', tags: { kind }, values }
}
const failures = (kind: string, status: string, values: number[]): Series => {
  return { metric: 'http_req_failed', type: 'rate', contains: 'default', tags: { kind, status }, values }
}

/** A rate that rises by 10 per second each second; from the second `slowFrom` on, predictions take `slowMs`. */
function rising(slowFrom: number, slowMs: number, seconds = 60): Timeline {
  const timeline = new Timeline('http_req_latency')
  for (let second = 0; second < seconds; second++) {
    const count = 10 * (second + 1)
    const ms = second >= slowFrom ? slowMs : 20
    timeline.add(
      [
        latencies(
          'predictions',
          Array.from({ length: count }, () => ms),
        ),
      ],
      1_000 * second + 900,
    )
  }
  timeline.end()
  return timeline
}

const recordOf = ({ seconds, errors }: Timeline, more: Partial<RunRecord> = {}): RunRecord => {
  const verdicts = [{ metric: 'http_req_failed', expression: 'rate<0.01', value: 0.5, ok: false }]
  const summary = { metrics: {}, state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 1 } }
  const options = { url: 'http://<b>' }
  const facts = {
    name: 'stress',
    at: '2026-11-30T08:00:00Z',
    commit: 'abc',
    with: 'host' as const,
    options,
    processors: 2,
  }
  return { ...facts, summary, verdicts, seconds, errors, usage: [], statements: [], ...more }
}

describe('the time line of a run', () => {
  it('joins what several processes tell of the same second', () => {
    const timeline = new Timeline('http_req_latency')
    timeline.add([latencies('searches', [1, 2])], 950)
    timeline.add([latencies('predictions', [3]), failures('predictions', '503', [1])], 990)
    timeline.add([latencies('searches', [9])], 1_700)
    timeline.end()
    expect(timeline.seconds.map(({ kinds }) => kinds.all?.count)).toEqual([3, 1])
    expect(timeline.seconds[0]?.kinds.predictions).toMatchObject({ count: 1, failed: 1, p99: 3 })
    expect(timeline.errors).toEqual({ 'predictions 503': 1 })
  })
})

describe('the knee of a rising load', () => {
  it('is the highest rate before an objective was missed', () => {
    expect(kneeOf(recordOf(rising(40, 900)))).toEqual({ perSecond: 355, atSecond: 40 })
  })

  it('is not found if all objectives hold', () => {
    expect(kneeOf(recordOf(rising(40, 100)))).toBeUndefined()
  })

  it('is not said of a load that does not rise', () => {
    expect(kneeOf(recordOf(rising(40, 900), { name: 'baseline' }))).toBeUndefined()
  })
})

describe('the findings of a run', () => {
  it('come in the order of time, and only if they last three seconds', () => {
    const usage = Array.from({ length: 60 }, (_, second) => {
      const cores = { gateway: second === 5 || second >= 30 ? 0.95 : 0.2, machine: 1 }
      return { second, cores, memoryMb: {} }
    })
    const found = findingsOf(recordOf(rising(40, 900), { usage }))
    expect(found.map(({ second }) => second)).toEqual([30, 40])
    expect(found[0]?.what).toContain('gateway')
  })
})

describe('the report of a run', () => {
  it('is one page that loads nothing and escapes what was given', () => {
    const page = reportOf(recordOf(rising(40, 900)))
    expect(page).toContain('1 thresholds fail')
    expect(page).toContain('Knee: 355')
    expect(page).toContain('http://&lt;b&gt;')
    expect(page).not.toMatch(/<script|<link|src=|@import/)
  })
})
