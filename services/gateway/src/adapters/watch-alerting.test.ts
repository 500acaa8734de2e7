import type { HealthReport } from '@inkling/contracts'
import { alertingMetrics } from '@inkling/telemetry'
import { Registry } from '@prometheus-io/client'
import { afterAll, expect, it } from 'vitest'
import { WatchAlerting } from './watch-alerting.ts'

let nowMs = 0
let checks: HealthReport['checks'] = {}
const lines: string[] = []
const metrics = alertingMetrics(new Registry())
const watch = new WatchAlerting({
  look: async () => ({ checks }),
  logger: {
    error: (({ reason }: { reason: string }, text: string) => void lines.push(`${text}: ${reason}`)) as never,
    warn: ((text: string) => void lines.push(text)) as never,
  },
  metrics,
  clock: { now: () => nowMs },
})
afterAll(() => watch.close())
const after = (seconds: number) => {
  nowMs += 1_000 * seconds
  return watch.step()
}
const lost = 'maintenance evaluates no alerts: nobody is told of faults'

it('logs and counts once when maintenance evaluates no alerts for long, and logs once when it does again', async () => {
  checks = { alerting: { status: 'ok', seenBy: ['maintenance'] } }
  await after(10)
  checks = {}
  await after(20)
  expect(lines).toEqual([])
  for (let n = 0; n < 3; n++) await after(10)
  expect(lines).toEqual([`${lost}: maintenance does not answer`])
  checks = { alerting: { status: 'ok', seenBy: ['maintenance'] } }
  for (let n = 0; n < 2; n++) await after(10)
  expect(lines).toEqual([`${lost}: maintenance does not answer`, 'maintenance evaluates alerts again'])
  expect((await metrics.lost.get()).values).toMatchObject([{ value: 1 }])
})

it('tells what maintenance says of an evaluator that hangs', async () => {
  lines.length = 0
  checks = { alerting: { status: 'degraded', detail: 'no alert was evaluated for 40 s', seenBy: ['maintenance'] } }
  for (let n = 0; n < 4; n++) await after(10)
  expect(lines).toEqual([`${lost}: no alert was evaluated for 40 s`])
  expect((await metrics.lost.get()).values).toMatchObject([{ value: 2 }])
})
