import { describe, expect, it } from 'vitest'
import { Results } from './results.ts'
import { readScenarios } from './scenario.ts'

const durations = (values: number[], tags = {}) => [
  { metric: 'http_req_duration', type: 'trend' as const, contains: 'time' as const, tags, values },
]

describe('thresholds', () => {
  it('judge the samples that have the tags of their selector', () => {
    const results = new Results({ 'http_req_duration{kind:search}': ['p(95)<300'], http_req_duration: ['max < 300'] })
    results.add([...durations([10, 20], { kind: 'search' }), ...durations([900], { kind: 'predict' })])
    expect(results.verdicts(1).map(({ ok }) => ok)).toEqual([true, false])
  })

  it('have percentiles within 0.1 % of the values', () => {
    const results = new Results({ http_req_duration: ['p(95)<1', 'p(99.9)<1', 'med<1', 'avg<1'] })
    results.add(durations(Array.from({ length: 1_000 }, (_, n) => (n + 1) / 10)))
    const [p95 = 0, p999 = 0, median = 0, mean = 0] = results.verdicts(1).map(({ value }) => value)
    expect(Math.abs(p95 / 95 - 1)).toBeLessThan(0.001)
    expect(Math.abs(p999 / 99.9 - 1)).toBeLessThan(0.001)
    expect(Math.abs(median / 50 - 1)).toBeLessThan(0.001)
    expect(mean).toBeCloseTo(50.05)
  })

  it('take a metric without values as 0', () => {
    expect(new Results({ http_req_failed: ['rate<0.01'], checks: ['rate>0.7'] }).verdicts(1)).toMatchObject([
      { ok: true, value: 0 },
      { ok: false, value: 0 },
    ])
  })

  it('end the run only if they say so, and after their delay', () => {
    const results = new Results({ checks: [{ threshold: 'rate>0.7', abortOnFail: true, delayAbortEval: '10s' }] })
    expect([results.mustAbort(9), results.mustAbort(10)]).toEqual([false, true])
    expect(new Results({ checks: ['rate>0.7'] }).mustAbort(10)).toBe(false)
  })

  it.each([
    [{ http_req_duration: ['p(95)'] }, 'must be like "p(95)<500"'],
    [{ http_req_duration: ['rate<1'] }, 'a trend has no aggregation "rate"'],
    [{ http_req_duratoin: ['max<1'] }, 'no metric "http_req_duratoin"'],
    [{ 'http_req_duration{kind': ['max<1'] }, 'must be like "metric"'],
  ])('are refused if they are written wrong: %j', (thresholds, message) => {
    expect(() => new Results(thresholds as ConstructorParameters<typeof Results>[0])).toThrow(message)
  })
})

describe('scenarios', () => {
  it.each([
    [{ a: { executor: 'fast' } }, 'options.scenarios.a.executor must be one of'],
    [{ a: { executor: 'constant-vus', vus: -1, duration: '1s' } }, 'options.scenarios.a.vus must be a number from 0'],
    [{ a: { executor: 'constant-vus', duration: '1s', rate: 1 } }, 'options.scenarios.a.rate must be absent'],
    [{}, 'at least one scenario'],
  ])('are refused with the name of what is wrong: %j', (scenarios, message) => {
    expect(() => readScenarios(scenarios)).toThrow(message)
  })
})
