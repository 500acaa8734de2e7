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

/** A critical alert shows within a minute of its fault, and is over a minute after its end. */
const patienceMs = 60_000
const endMs = 100_000
const limits = { timeout: patienceMs + endMs + 20_000 }

async function alerts(state: string) {
  const response = await fetch(`${stack.url}/alerts?state=${state}`, { headers: bearer(stack.adminKey) })
  expect(response.status).toBe(200)
  return ((await response.json()) as AlertReport).data
}
const pages = async () => (await alerts('firing')).filter(({ severity }) => severity === 'critical')
const noneFires = () => eventually(async () => expect(await pages()).toEqual([]), endMs)

/** Acknowledges and silences the one alert that fires. */
async function lookAfter() {
  const [{ id } = { id: '' }] = await pages()
  const call = operator(stack)
  await call.call(calls.acknowledgeAlert, { params: { id }, body: { note: 'on it' } })
  const silence = { alert: 'RedisUnavailable', labels: { check: 'queueRedis' }, reason: 'on it', seconds: 600 }
  const { body } = await call.call(calls.createSilence, { body: silence })
  await eventually(async () => {
    expect(await pages()).toMatchObject([
      { note: 'on it', acknowledgedBy: body.createdBy, silencedUntil: body.expiresAt },
    ])
  }, patienceMs)
  expect((await call.call(calls.listSilences)).body.data).toEqual([body])
  await call.call(calls.deleteSilence, { params: { silenceId: body.id } })
  expect((await call.call(calls.listSilences)).body.data).toEqual([])
  const audited = logLines('maintenance', stack).flatMap(({ audit, msg }) => (audit ? [msg] : []))
  expect(audited).toEqual(['alert acknowledged', 'silence created', 'silence deleted'])
}

it('a Redis that stops is one critical alert that names it, and is over when Redis is back', limits, async () => {
  await eventually(async () => expect((await alerts('firing')).length).toBe(0), patienceMs)
  await queueRedis.stop()
  try {
    await eventually(async () => {
      expect(await pages()).toMatchObject([
        {
          name: 'RedisUnavailable',
          title: 'queueRedis does not answer maintenance, worker',
          runbook: 'infra/runbooks/redis-unavailable.md',
        },
      ])
    }, patienceMs)
    const fires = 'firing: queueRedis does not answer maintenance, worker'
    await eventually(async () => expect(told).toContain(fires), patienceMs)
    await lookAfter()
  } finally {
    await queueRedis.start()
  }
  await noneFires()
  expect((await alerts('resolved')).map(({ name }) => name)).toContain('RedisUnavailable')
  await eventually(async () => expect(told.at(-1)).toMatch(/^resolved: queueRedis/), patienceMs)
})

it('without Postgres there is one page, which says who sees it', limits, async () => {
  const shop = await newTenant({}, stack)
  const failing = setInterval(() => void shop.call(calls.listItems).catch(() => {}), 200)
  await postgres.stop()
  try {
    await eventually(async () => {
      const [page, ...others] = await pages()
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

it('a process that hangs is an alert that names it', limits, async () => {
  services.search.kill('SIGSTOP')
  try {
    await eventually(async () => {
      expect(await pages()).toContainEqual(
        expect.objectContaining({ name: 'ProcessDown', title: 'A process of search does not answer' }),
      )
    }, patienceMs)
  } finally {
    services.search.kill('SIGCONT')
  }
})

it('a tenant may not read alerts', async () => {
  const shop = await newTenant({}, stack)
  expect((await fetch(`${stack.url}/alerts`, { headers: bearer(shop.key) })).status).toBe(403)
  expect((await fetch(`${stack.url}/alerts`)).status).toBe(401)
})
