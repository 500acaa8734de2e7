import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import client from '@prometheus-io/client'
import { expect, it } from 'vitest'
import { exposition } from './exposition.ts'
import * as telemetry from './index.ts'

/** A row of counts of one minute is no duration. */
const known = 'inkling_service_minutes_dropped_total use base unit "seconds" instead of "minutes"\n'

it('promtool reads the metrics of all groups, and finds no fault in their names', async () => {
  const registry = new client.Registry()
  for (const [name, group] of Object.entries(telemetry))
    if (name.endsWith('Metrics')) (group as (to: client.Registry) => unknown)(registry)
  telemetry.httpMetrics(registry).seconds.observe({ method: 'GET', route: '/' }, 0.3)
  const promtool = spawn('promtool', ['check', 'metrics'])
  promtool.stdin.end((await exposition(false, registry)).text)
  expect(await text(promtool.stderr)).toBe(known)
})
