import { expect, it } from 'vitest'
import { alertingCheck } from './alerting-check.ts'

it('is degraded when no alert was evaluated for half a minute, also if none ever was', () => {
  let nowMs = 1_000_000
  const alerts: { evaluatedAtMs: number | undefined } = { evaluatedAtMs: undefined }
  const { look } = alertingCheck({ alerts, everyMs: 10_000, now: () => nowMs })
  expect(look()).toEqual({ status: 'ok' })
  nowMs += 31_000
  expect(look()).toEqual({ status: 'degraded', detail: 'no alert was evaluated for 31 s' })
  alerts.evaluatedAtMs = nowMs
  expect(look()).toEqual({ status: 'ok' })
  nowMs += 40_000
  expect(look()).toEqual({ status: 'degraded', detail: 'no alert was evaluated for 40 s' })
})
