import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { alerts } from '../../../packages/telemetry/src/alerts.ts'
import { slos } from '../../../packages/telemetry/src/slo.ts'
import { burnRate, expressionOf, sloOf } from './expressions.ts'
import { recordingRules } from './prometheus.ts'

const runbook = (name: string) => fileURLToPath(new URL(`../../runbooks/${name}`, import.meta.url))
const namesOf = (of: readonly { readonly name: string }[]) => of.map(({ name }) => name)

it('every alert has a name of its own and a runbook that exists', () => {
  expect(new Set(namesOf(alerts)).size).toBe(alerts.length)
  expect(alerts.filter((alert) => !existsSync(runbook(alert.runbook)))).toEqual([])
})

it('causes explain alerts that exist, and no alert explains itself by way of others', () => {
  const explainedBy = (name: string): readonly string[] =>
    (alerts.find((one) => one.name === name)?.explains ?? []).flatMap((explained) => explained.alerts)
  expect(
    namesOf(alerts)
      .flatMap(explainedBy)
      .filter((name) => !namesOf(alerts).includes(name)),
  ).toEqual([])
  const reachable = (name: string): string[] => explainedBy(name).flatMap((next) => [next, ...reachable(next)])
  expect(alerts.filter(({ name }) => reachable(name).includes(name))).toEqual([])
})

it('alerts about budgets name objectives that exist', () => {
  const named = alerts.flatMap(({ condition }) => (condition.kind === 'burn' ? [condition.slo] : []))
  expect(named.filter((name) => !namesOf(slos).includes(name))).toEqual([])
})

it('a burn rate divides the share of bad answers by what the objective allows', () => {
  expect(burnRate(sloOf('p95-search'), '5m')).toBe(
    '(sum(rate(inkling_answer_seconds_count{class=~"search",outcome="ok"}[5m])) - ' +
      'sum(rate(inkling_answer_seconds_bucket{class=~"search",outcome="ok",le="0.3"}[5m]))) / ' +
      'sum(rate(inkling_answer_seconds_count{class=~"search",outcome="ok"}[5m])) / 0.05',
  )
})

it('a burn rate alerts only while its short window has at least five bad answers', () => {
  const windows = [{ long: '3d', short: '6h', factor: 1 }] as const
  expect(expressionOf({ condition: { kind: 'burn', slo: 'availability', windows } })).toBe(
    'inkling:burn_rate:3d{slo="availability"} >= 1 and inkling:burn_rate:6h{slo="availability"} >= 1' +
      ' and inkling:bad_answers:6h{slo="availability"} >= 5',
  )
})

it('everything that the alerts read is recorded', () => {
  const recorded = recordingRules.groups.flatMap(({ rules }) =>
    rules.map(({ record, labels }) => `${record}{slo="${labels.slo}"}`),
  )
  const read = alerts.flatMap((alert) => expressionOf(alert).match(/inkling:\w+:\w+\{[^}]*\}/g) ?? [])
  expect(read.length).toBeGreaterThan(10)
  expect(read.filter((one) => !recorded.includes(one))).toEqual([])
})

it('each kind of condition becomes an expression', () => {
  const level = { kind: 'level', metric: 'a', per: 'b', above: 0.8 } as const
  expect(expressionOf({ condition: level })).toBe('a / b > 0.8')
  const rise = { kind: 'rise', metric: 'a', over: '1h', above: 0, by: ['x'] } as const
  expect(expressionOf({ condition: rise })).toBe('sum by (x) (increase(a[1h])) > 0')
})
