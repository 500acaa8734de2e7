import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import client from '@prometheus-io/client'
import { expect, it } from 'vitest'
import { metricGroup } from './metric-group.ts'

const teaMetrics = metricGroup('the kettle', ({ counter, gauge, histogram }) => ({
  cups: counter('cups_total', 'Cups of tea', ['kind']),
  temperature: gauge('temperature_celsius', 'Temperature of the pot'),
  seconds: histogram('steeping_seconds', 'Steeping time', [60, 180]),
}))

it('exports a group through its registry, under names that begin with inkling_', async () => {
  const registry = new client.Registry()
  const tea = teaMetrics(registry)
  tea.cups.inc({ kind: 'green' }, 2)
  tea.temperature.set(80)
  tea.seconds.observe(120)
  const text = await registry.metrics()
  expect(text).toContain('# HELP inkling_cups_total Cups of tea')
  expect(text).toContain('inkling_cups_total{kind="green"} 2')
  expect(text).toContain('inkling_temperature_celsius 80')
  expect(text).toContain('inkling_steeping_seconds_bucket{le="180"} 1')
})

it('returns the same metrics for the same registry, and others for another', () => {
  const [here, there] = [new client.Registry(), new client.Registry()]
  expect(teaMetrics(here)).toBe(teaMetrics(here))
  expect(teaMetrics(there)).not.toBe(teaMetrics(here))
})

it('reads a sampled gauge when it is collected, until that is ended', async () => {
  const registry = new client.Registry()
  const { cups } = metricGroup('the shelf', ({ sampledGauge }) => ({
    cups: sampledGauge('cups', 'Cups on the shelf', ['colour']),
  }))(registry)
  let red = 1
  const stop = cups.sample({ colour: 'red' }, () => red)
  cups.sample({ colour: 'blue' }, () => 7)
  red = 3
  expect(await registry.metrics()).toContain('inkling_cups{colour="red"} 3')
  stop()
  const text = await registry.metrics()
  expect(text).not.toContain('red')
  expect(text).toContain('inkling_cups{colour="blue"} 7')
})

/** The names that a fresh process exports after it ran `feed`. */
async function exportedBy(feed: string): Promise<string[]> {
  const program = `
    import * as telemetry from ${JSON.stringify(import.meta.resolve('../index.ts'))}
    import client from '@prometheus-io/client'
    ${feed}
    console.log(client.register.getMetricsAsArray().map(({ name }) => name).join())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
  })
  return stdout.trim().split(',').filter(Boolean)
}

it('a process that feeds no metric exports none', async () => {
  expect(await exportedBy('')).toEqual([])
})

it('a process that feeds only receipts exports only receipts', async () => {
  const names = ['inkling_receipts_written_total', 'inkling_receipts_dropped_total']
  expect(await exportedBy('telemetry.receiptMetrics().written.inc()')).toEqual(names)
})
