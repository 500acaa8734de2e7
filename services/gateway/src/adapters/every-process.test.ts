import { Deadline } from '@inkling/resilience'
import { createServer, LoadMonitor, processStateRoute, signedRequests } from '@inkling/service-kit'
import { createLogger, recentLines, sheddingMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { afterAll, expect, it } from 'vitest'
import { createEveryProcess } from './every-process.ts'

const secret = 'a secret of at least 32 characters'
const logger = createLogger({ service: 'test', level: 'silent' })
const app = createServer({ logger })
await app.register(signedRequests, { secret })
await app.register(processStateRoute, { load: new LoadMonitor({ logger }) })
const url = await app.listen({ host: '127.0.0.1', port: 0 })
const { readMetrics, readLog, close } = createEveryProcess(
  { search: `${url}, http://127.0.0.1:1`, worker: url },
  secret,
)
afterAll(() => Promise.all([app.close(), close()]))

it('reads every series of each replica, and names the replicas that do not answer', async () => {
  sheddingMetrics().shed.inc({ priority: 'normal' }, 3)
  new client.Gauge({ name: 'unmeasured', help: '-' }).set(Number.NaN)
  new client.Summary({ name: 'without_labels', help: '-' }).observe(2)
  const { answers, unreachable } = await readMetrics(new Deadline(5_000))
  expect(answers.map(([process]) => process)).toEqual(['gateway', 'search', 'worker'])
  expect(unreachable).toEqual(['search 2'])
  for (const [, { samples }] of answers) {
    const shed = { name: 'inkling_shed_requests_total', labels: { priority: 'normal' }, value: 3 }
    expect(samples).toContainEqual(shed)
    expect(samples).toContainEqual({ name: 'without_labels_sum', labels: {}, value: 2 })
    expect(samples.map(({ name }) => name)).not.toContain('unmeasured')
  }
})

it('reads what each replica has of the log of a trace', async () => {
  const traceId = 'a'.repeat(32)
  const line = JSON.stringify({ msg: 'slow', traceId })
  recentLines.add(line)
  const { answers, unreachable } = await readLog(new Deadline(5_000), traceId)
  expect(answers).toEqual(['gateway', 'search', 'worker'].map((process) => [process, { lines: [line] }]))
  expect(unreachable).toEqual(['search 2'])
  expect((await readLog(new Deadline(5_000), 'b'.repeat(32))).answers[1]).toEqual(['search', { lines: [] }])
})
