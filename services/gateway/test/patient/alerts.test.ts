import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AlertReport, calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

/** What a webhook was told. */
const told: string[] = []
const receiver = createServer(async (request, response) => {
  const { data } = JSON.parse((await request.toArray()).join(''))
  told.push(...data.alerts.map(({ what, title }: Record<string, string>) => `${what}: ${title}`))
  response.end()
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const hook = {
  kind: 'webhook',
  url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  secret: `whsec_${randomBytes(32).toString('base64')}`,
  allowPrivate: true,
}
const settings = { ALERT_EVERY_MS: '1000', ALERT_DESTINATIONS: JSON.stringify([hook]) }
const stack = await startTestStack({ ...stackEnvironment, ...settings })
afterAll(async () => {
  await stack.stop()
  receiver.close()
})
const { services, postgres, queueRedis } = stack

/** A critical alert shows within a minute of its fault. */
const patienceMs = 60_000
const limits = { timeout: 2 * patienceMs }

async function alerts(state: string) {
  const response = await fetch(`${stack.url}/alerts?state=${state}`, { headers: bearer(stack.adminKey) })
  expect(response.status).toBe(200)
  return ((await response.json()) as AlertReport).data
}
const pages = async () => (await alerts('firing')).filter(({ severity }) => severity === 'critical')

const redisPage = async () => (await pages()).find(({ name }) => name === 'RedisUnavailable')

/** Acknowledges and silences the alert about Redis. */
async function lookAfter() {
  const { id = '' } = (await redisPage()) ?? {}
  const call = operator(stack)
  await call.call(calls.acknowledgeAlert, { params: { id }, body: { note: 'on it' } })
  const silence = { alert: 'RedisUnavailable', labels: { check: 'queueRedis' }, reason: 'on it', seconds: 600 }
  const { body } = await call.call(calls.createSilence, { body: silence })
  await eventually(async () => {
    const facts = { note: 'on it', acknowledgedBy: body.createdBy, silencedUntil: body.expiresAt }
    expect(await redisPage()).toMatchObject(facts)
  }, patienceMs)
  expect((await call.call(calls.listSilences)).body.data).toEqual([body])
  await call.call(calls.deleteSilence, { params: { silenceId: body.id } })
  expect((await call.call(calls.listSilences)).body.data).toEqual([])
  const audited = logLines('maintenance', stack).flatMap(({ audit, msg }) => (audit ? [msg] : []))
  expect(audited).toEqual(['tenant created', 'alert acknowledged', 'silence created', 'silence deleted'])
}

it('a tenant may not read alerts', async () => {
  const shop = await newTenant({}, stack)
  expect((await fetch(`${stack.url}/alerts`, { headers: bearer(shop.key) })).status).toBe(403)
  expect((await fetch(`${stack.url}/alerts`)).status).toBe(401)
})

it('a Redis that stops and a process that hangs are two critical alerts, each names its own', limits, async () => {
  const titles = ['A process of search does not answer', 'queueRedis does not answer maintenance, worker']
  services.search.kill('SIGSTOP')
  await queueRedis.stop()
  try {
    await eventually(async () => {
      expect((await pages()).map(({ title }) => title).toSorted()).toEqual(titles)
      expect((await redisPage())?.runbook).toBe('infra/runbooks/redis-unavailable.md')
      for (const title of titles) expect(told).toContain(`firing: ${title}`)
    }, patienceMs)
    await lookAfter()
  } finally {
    await queueRedis.start()
    services.search.kill('SIGCONT')
  }
})

it('without Postgres there is one page, which says who sees it', limits, async () => {
  const before = new Set((await pages()).map(({ name }) => name))
  const shop = await newTenant({}, stack)
  const failing = setInterval(() => void shop.call(calls.listItems).catch(() => {}), 200)
  await postgres.stop()
  try {
    await eventually(async () => {
      const [page, ...others] = (await pages()).filter(({ name }) => !before.has(name))
      expect(others).toEqual([])
      expect(page).toMatchObject({ name: 'PostgresUnavailable', severity: 'critical' })
      expect(page?.seenBy).toContain('gateway')
      expect(told.filter((line) => line.startsWith('firing: Postgres'))).toHaveLength(1)
    }, patienceMs)
  } finally {
    clearInterval(failing)
    await postgres.start()
  }
})
