import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { calls } from '@inkling/contracts'
import { removeDataFolder, startMonitoring } from '@inkling/local'
import { startTestStack, temporaryFolder } from '@inkling/testing'
import getPort from 'get-port'
import { afterAll, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const alertmanagerPort = await getPort({ host: '127.0.0.1' })
const ours = { kind: 'alertmanager', url: `http://127.0.0.1:${alertmanagerPort}/api/v2/alerts`, allowPrivate: true }
const stack = await startTestStack({ ...stackEnvironment, ALERT_DESTINATIONS: JSON.stringify([ours]) })
const folder = await temporaryFolder()
const dir = join(folder, 'monitoring')
const portOf = (url: string) => Number(new URL(url).port)
const { gateway, prediction, suggestion, search, maintenance, worker } = stack.serviceUrls
const monitoring = await startMonitoring({
  dir,
  alertmanagerPort,
  operatorKey: stack.adminKey,
  ports: {
    gateway: [portOf(gateway)],
    prediction: [portOf(prediction)],
    suggestion: [portOf(suggestion)],
    search: [portOf(search)],
    maintenance: [portOf(maintenance)],
    worker: [portOf(worker)],
  },
})
afterAll(async () => {
  await monitoring.stop()
  await removeDataFolder(folder)
  await stack.stop()
})

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}
const patienceMs = 110_000
const json = async (url: string): Promise<unknown> => (await fetch(url)).json()
const query = async (expression: string) => {
  const url = `${monitoring.prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`
  return ((await json(url)) as { data: { result: Sample[] } }).data.result
}

it('Prometheus scrapes every process, the gateway with a key that only its own user can read', async () => {
  await eventually(async () => {
    const up = await query('up == 1')
    expect(up.map(({ metric }) => metric.service).toSorted()).toEqual(Object.keys(stack.serviceUrls).toSorted())
  }, 30_000)
  expect((await stat(join(dir, 'gateway.key'))).mode & 0o777).toBe(0o600)
})

it('answers become burn rates', async () => {
  const shop = await newTenant({}, stack)
  await eventually(async () => {
    await shop.call(calls.predict, { body: { userId: 'reader' } })
    const [sample] = await query('inkling:burn_rate:5m{slo="availability"}')
    expect(Number(sample?.value[1])).toBeGreaterThanOrEqual(0)
  }, 60_000)
})

it('a latency leads to the trace of a request', async () => {
  const shop = await newTenant({}, stack)
  const now = Date.now() / 1_000
  const range = `start=${now - 60}&end=${now + 120}`
  await eventually(async () => {
    await shop.call(calls.predict, { body: { userId: 'reader' } })
    const url = `${monitoring.prometheusUrl}/api/v1/query_exemplars?query=inkling_answer_seconds_bucket&${range}`
    expect(JSON.stringify(await json(url))).toMatch(/"trace_id":"[0-9a-f]{32}"/)
  }, 30_000)
})

it('a process that is down pages: Alertmanager gets the alert with its runbook, from Prometheus and from us', {
  timeout: patienceMs + 10_000,
}, async () => {
  await stack.services.search.stop()
  await eventually(async () => {
    const alerts = (await json(`${monitoring.alertmanagerUrl}/api/v2/alerts`)) as object[]
    expect(alerts).toContainEqual(
      expect.objectContaining({
        labels: expect.objectContaining({ alertname: 'ProcessDown', service: 'search', severity: 'critical' }),
        annotations: expect.objectContaining({ runbook: 'infra/runbooks/service-unavailable.md' }),
      }),
    )
    const labels = { alertname: 'ProcessDown', service: 'search', severity: 'critical' }
    expect(alerts).toContainEqual(expect.objectContaining({ labels }))
  }, patienceMs)
})
