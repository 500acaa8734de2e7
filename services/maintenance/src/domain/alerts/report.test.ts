import type { Alert } from '@inkling/telemetry/alerts'
import { expect, it } from 'vitest'
import { AlertCases } from './alert-cases.ts'
import { alertReport } from './report.ts'

const alertOf = (name: string, facts: Partial<Alert> = {}): Alert => ({
  name,
  severity: 'warning',
  title: `${name} in {{ $labels.service }}`,
  meaning: 'Answers take longer.',
  condition: { kind: 'level', metric: 'a', above: 0 },
  forSeconds: 0,
  runbook: 'slow-answers.md',
  ...facts,
})
const cause = alertOf('Cause', { severity: 'critical', explains: [{ alerts: ['Symptom'] }], apart: [] })
const symptom = alertOf('Symptom')
const pending = alertOf('Pending', { severity: 'critical', forSeconds: 60 })
const over = alertOf('Over')
const inService = (service: string) => ({ labels: { service, instance: `${service}:1` }, value: 1 })

const cases = new AlertCases()
cases.step([[over, [inService('search')]]], 0)
cases.step([], 1_000)
cases.step(
  [
    [pending, [inService('search')]],
    [symptom, [inService('search')]],
    [cause, [inService('search'), inService('gateway')]],
  ],
  90_000,
)
const report = alertReport([...cases.open, ...cases.resolved], [], new Date(0))

it('names nobody in the title of a case whose labels an earlier process knew', () => {
  const known = new AlertCases()
  known.step([[alertOf('Down', { apart: [] }), [{ labels: {}, value: 1 }]]], 0)
  expect(alertReport(known.open, [], new Date(0))).toMatchObject([{ title: 'Down in some service' }])
})

it('lists what fires before what is pending, and what is over at the end', () => {
  expect(report.map(({ name, state }) => [name, state])).toEqual([
    ['Cause', 'firing'],
    ['Pending', 'pending'],
    ['Over', 'resolved'],
  ])
})

it('lists a symptom below its cause, and names all who see the cause', () => {
  expect(report[0]).toMatchObject({
    title: 'Cause in gateway, search',
    seenBy: ['gateway', 'search'],
    labels: {},
    runbook: 'infra/runbooks/slow-answers.md',
    symptoms: [{ name: 'Symptom', title: 'Symptom in search', state: 'firing' }],
  })
})

it('gives times and ids that name the alert with its labels', () => {
  const [first, second, last] = report
  expect(new Set([first?.id, second?.id, last?.id]).size).toBe(3)
  expect(first).toMatchObject({ since: '1970-01-01T00:01:30.000Z', firedAt: '1970-01-01T00:01:30.000Z' })
  expect([second?.firedAt, last?.resolvedAt]).toEqual([null, '1970-01-01T00:01:30.000Z'])
})
