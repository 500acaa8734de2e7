import { type AlertReport, basePath, calls, type Silence } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, LoadMonitor, processStateRoute, signedRequests, Upstream } from '@inkling/service-kit'
import { alertMetrics, checkMetrics, createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { createAlertExample } from './adapters/alert-example.ts'
import { AlertJournal } from './adapters/alert-journal.ts'
import { Alerts } from './adapters/alerts.ts'
import { Deliveries } from './adapters/notify/deliveries.ts'
import { Poster } from './adapters/notify/poster.ts'
import { createReadBurns } from './adapters/read-burns.ts'
import { createSilences } from './adapters/silences.ts'
import { alertsRoute } from './routes/alerts.route.ts'
import { silencesRoute } from './routes/silences.route.ts'

const secret = 'a secret of at least 32 characters'
const logger = createLogger({ service: 'test', level: 'silent' })
const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
let redis = 0
checkMetrics().state.sampleAll(async () => [[{ check: 'cacheRedis' }, redis]])

const watched = createServer({ logger })
await watched.register(signedRequests, { secret })
await watched.register(processStateRoute, { load: new LoadMonitor({ logger }) })
const search = await watched.listen({ host: '127.0.0.1', port: 0 })

let nowMs = Date.now()
const now = () => nowMs
const journal = new AlertJournal(database, logger)
const readBurns = createReadBurns(database, now)
const notifier = { step: async () => {} }
const onChange = vi.fn()
const parts = { secret, readBurns, journal, notifier, metrics: alertMetrics(), logger, now, everyMs: 20, onChange }
const alerts = new Alerts({ ...parts, urls: { search } })
const app = createServer({ logger })
await app.register(signedRequests, { secret })
const alertExample = createAlertExample(database, now)
const posting = { destinations: [], poster: new Poster(), links: {}, wallNow: now, random: () => 0.5 }
const deliveries = new Deliveries({ ...posting, database, metrics: alertMetrics(), logger, now })
await app.register(alertsRoute, { alerts, journal, deliveries, alertExample })
await app.register(silencesRoute, { silences: createSilences(database) })
const maintenance = new Upstream({
  name: 'maintenance',
  url: await app.listen({ host: '127.0.0.1', port: 0 }),
  secret,
})
afterAll(async () => {
  await alerts.close()
  await deliveries.close()
  await maintenance.close()
  await Promise.all([app.close(), watched.close()])
  await database.close()
})

async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) {
  const headers = body ? { 'content-type': 'application/json' } : {}
  const request = { method, path: basePath + path, headers, body: body && JSON.stringify(body), idempotent: false }
  const principal = { tenantId: 'operator', keyId: 'key_1', scopes: ['ops:read', 'ops:write'] as const }
  const answer = await maintenance.send(request, { principal, deadline: new Deadline(5_000) })
  return { status: answer.status, body: answer.body.length > 0 ? JSON.parse(answer.body.toString()) : undefined }
}
const list = async (state: string) =>
  ((await ask('GET', `${calls.listAlerts.path}?state=${state}`)).body as AlertReport).data
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 })
const first = async () => (await list('firing'))[0]

it('an alert is pending, fires, is acknowledged and silenced, and is in the past when it is over', async () => {
  await eventually(async () => expect(await list('pending')).toMatchObject([{ name: 'RedisUnavailable' }]))
  expect(onChange).toHaveBeenCalledTimes(1)
  nowMs += 30_000
  await eventually(async () =>
    expect(await first()).toMatchObject({
      title: 'cacheRedis does not answer maintenance, search',
      seenBy: ['maintenance', 'search'],
      labels: { check: 'cacheRedis' },
      acknowledgedAt: null,
    }),
  )
  const { values } = await alertMetrics().firing.get()
  expect(values).toMatchObject([{ labels: { alert: 'RedisUnavailable', severity: 'critical' }, value: 1 }])

  const path = `/performance/alerts/${(await first())?.id}/acknowledge`
  expect((await ask('POST', path, { note: 'on it' })).status).toBe(204)
  await ask('POST', path, { note: 'me too' })
  expect(onChange).toHaveBeenCalledTimes(4)
  const notes = ['on it', 'me too'].map((note) => ({ at: expect.any(String), by: 'key_1', note }))
  expect(await first()).toMatchObject({ acknowledgedBy: 'key_1', note: 'on it', notes })

  const wanted = { alert: '*', labels: { service: 'search' }, reason: 'we upgrade', seconds: 60 }
  expect((await ask('POST', '/performance/silences', { ...wanted, alert: 'NoSuchAlert' })).status).toBe(422)
  const { status, body } = await ask('POST', '/performance/silences', wanted)
  const silence = body as Silence
  expect([status, silence.alert, silence.createdBy]).toEqual([201, null, 'key_1'])
  expect((await ask('GET', '/performance/silences')).body).toEqual({ data: [silence] })
  await eventually(async () => expect((await first())?.silencedUntil).toBe(silence.expiresAt))
  expect((await ask('DELETE', `/performance/silences/${silence.id}`)).status).toBe(204)
  expect((await ask('DELETE', `/performance/silences/${silence.id}`)).status).toBe(404)

  redis = 1
  await eventually(async () => {
    nowMs += 1_000
    expect(await list('firing')).toEqual([])
  })
  await eventually(async () => expect(await list('resolved')).toMatchObject([{ note: 'on it', notes, symptoms: [] }]))
  expect(onChange).toHaveBeenCalledTimes(5)
})

it('only an alert that is open can be acknowledged', async () => {
  expect((await ask('POST', '/performance/alerts/0123456789abcdef/acknowledge', {})).status).toBe(404)
})

it('messages are listed with the alerts that they tell of', async () => {
  const message = { destination: 'team', at: '', notices: [], heldBack: 0, digest: [] }
  const keys = ['team 0123456789abcdef 2026-11-29T09:00:00.000Z firing']
  deliveries.note({ id: 'msg_1', destination: 'team', message, keys })
  await deliveries.settle()
  const { body } = await ask('GET', `${calls.listAlertDeliveries.path}?state=delivered`)
  expect(body).toMatchObject({
    data: [{ id: 'msg_1', destination: 'team', alertIds: ['0123456789abcdef'], error: null }],
  })
  expect((await ask('GET', `${calls.listAlertDeliveries.path}?state=dead`)).body).toEqual({ data: [] })
  expect((await ask('POST', '/performance/alerts/deliveries/msg_1/resend')).status, 'it arrived').toBe(404)
})

it('a message whose destination no longer exists is a dead letter that an operator lets wait again', async () => {
  const message = { destination: 'gone', at: '', notices: [], heldBack: 0, digest: [] }
  deliveries.add({ id: 'msg_2', destination: 'gone', message, keys: [] })
  await deliveries.settle()
  const state = async () => (await deliveries.list(undefined, 9, new Deadline(5_000))).find(({ id }) => id === 'msg_2')
  expect(await state()).toMatchObject({ state: 'dead', error: 'the destination no longer exists' })
  expect((await ask('POST', '/performance/alerts/deliveries/msg_2/resend')).status).toBe(204)
  expect(await state()).toMatchObject({ state: 'waiting', error: null, attempts: 0, endedAt: null })
})
