import { expect, it } from 'vitest'
import { readSamples } from './run-with-k6.ts'

/** As https://grafana.com/docs/k6/latest/results-output/real-time/json/ has them. */
const lines = [
  '{"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[],"submetrics":null},"metric":"http_req_duration"}',
  '{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-30T08:00:00.000+00:00","value":10,"tags":{"kind":"searches","status":"200"}}}',
  '{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-30T08:00:02.500+00:00","value":400,"tags":{"kind":"searches","status":"200"}}}',
  '{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-30T08:00:02.000+00:00","value":40,"tags":null}}',
]

async function* linesOf() {
  yield* lines
}

it('judges the samples that k6 writes as its own thresholds do', async () => {
  const heard: number[] = []
  const thresholds = { 'http_req_duration{kind:searches}': ['max<300'], http_req_duration: ['min<20'] }
  const { results, seconds } = await readSamples(linesOf(), thresholds, (_, elapsedMs) => heard.push(elapsedMs))
  expect(seconds).toBe(2.5)
  expect(heard).toEqual([0, 2_500, 2_000])
  expect(results.verdicts(seconds)).toMatchObject([
    { metric: 'http_req_duration{kind:searches}', ok: false },
    { metric: 'http_req_duration', ok: true },
  ])
})
