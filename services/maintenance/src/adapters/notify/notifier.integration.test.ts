import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDatabase, type Database, saveAlerts, toldKeys } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { alertMetrics, createLogger } from '@inkling/telemetry'
import { alerts as catalogue } from '@inkling/telemetry/alerts'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { AlertCases } from '../../domain/alerts/alert-cases.ts'
import { completeDestination } from '../../domain/alerts/destinations.ts'
import { Deliveries } from './deliveries.ts'
import { Notifier } from './notifier.ts'
import { Poster } from './poster.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const open = (url = roleUrl('maintenance')) => createDatabase({ url, applicationName: 'test', pool: 2 })
const [database, owner, gone] = [open(), open(ownerUrl), open('postgres://nobody@127.0.0.1:1/nothing')]
const logger = createLogger({ service: 'test', level: 'silent' })
const alert = catalogue.find(({ name }) => name === 'RedisUnavailable') as (typeof catalogue)[number]
const isDown = [[alert, [{ labels: { check: 'cacheRedis', service: 'search' }, value: 0 }]]] as const
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** What the destination was told: of alerts, or of a digest. */
let got: string[] = []
let answer: (response: ServerResponse) => void
const server = createServer(async (request, response) => {
  const { data } = JSON.parse((await request.toArray()).join(''))
  got.push(...data.alerts.map(({ what, name }: Record<string, string>) => `${name} ${what}`))
  got.push(...data.digest.map(({ times, name }: Record<string, unknown>) => `${times} × ${name}`))
  answer(response)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
const hook = completeDestination({ kind: 'webhook', url, secret, digest: true, allowPrivate: true })

/** A Saturday: the last digest was told on Monday. */
const startMs = Date.UTC(2026, 10, 28, 9)
let nowMs = startMs
const closing: (() => Promise<void>)[] = []
beforeEach(async () => {
  nowMs = startMs
  got = []
  answer = (response) => response.end()
  await owner.platform({ name: 'forget' }, async (sql) => {
    await sql`delete from operations.alerts`
    await sql`delete from operations.alert_deliveries`
  })
})
afterAll(async () => {
  for (const close of closing) await close()
  server.close()
  await Promise.all([database, owner, gone].map((one) => one.close()))
})

/** A process that looks every 10 s. */
function replica({ from = database, destinations = [hook] }: { from?: Database; destinations?: (typeof hook)[] } = {}) {
  const cases = new AlertCases()
  const journal = { isHolder: true, silences: [] }
  const alertExample = async () => ({ exampleTraceId: null, errorId: null })
  const metrics = alertMetrics()
  const poster = new Poster()
  const clocks = { now: () => nowMs, wallNow: () => nowMs, random: () => 0.5 }
  const deliveries = new Deliveries({ destinations, database: from, poster, links: {}, metrics, logger, ...clocks })
  const notifier = new Notifier({ destinations, database: from, journal, deliveries, alertExample, logger })
  closing.push(() => deliveries.close())
  return {
    deliveries,
    journal,
    async look(found: Parameters<AlertCases['step']>[0], seconds: number) {
      for (const endMs = nowMs + seconds * 1000; nowMs < endMs; nowMs += 10_000) {
        cases.step(found, nowMs)
        await notifier.step([...cases.open, ...cases.resolved], nowMs)
        await deliveries.settle()
      }
    },
    states: async () => (await deliveries.list(undefined, 9, new Deadline(5_000))).map(({ state }) => state),
  }
}

it('tells within a minute that an alert fires, and then that it is over', async () => {
  const { look, states } = replica()
  await look(isDown, 60)
  expect(got).toEqual(['RedisUnavailable firing'])
  await look([], 120)
  expect(got).toEqual(['RedisUnavailable firing', 'RedisUnavailable resolved'])
  expect(await states()).toEqual(['delivered', 'delivered'])
  const { values } = await alertMetrics().messages.get()
  expect(values).toMatchObject([{ labels: { kind: 'webhook', outcome: 'delivered' }, value: 2 }])
})

it('a message that nobody took is a dead letter with its reason', async () => {
  const { look, deliveries } = replica()
  answer = (response) => response.writeHead(500).end()
  await look(isDown, 800)
  const dead = await deliveries.list('dead', 9, new Deadline(5_000))
  expect(dead).toMatchObject([{ destination: 'webhook', attempts: 9, error: 'it answered 500' }])
})

it('a dead letter is sent again by the process that sends, whoever was asked', async () => {
  const holder = replica()
  answer = (response) => response.writeHead(500).end()
  await holder.look(isDown, 800)
  answer = (response) => response.end()
  got = []
  const [{ id = '' } = {}] = await holder.deliveries.list('dead', 9, new Deadline(5_000))
  const other = replica()
  await other.deliveries.resend(id, new Deadline(5_000))
  // The wait after the last failure goes on.
  await holder.look(isDown, 200)
  expect(got).toEqual(['RedisUnavailable firing'])
  expect(await holder.states()).toEqual(['delivered'])
  await expect(other.deliveries.resend(id, new Deadline(5_000))).rejects.toMatchObject({ code: 'not_found' })
})

it('after a restart a message that waited arrives, and nothing is told twice', async () => {
  answer = (response) => response.writeHead(503).end()
  const before = replica()
  await before.look(isDown, 60)
  got = []
  answer = (response) => response.end()
  // The alert keeps the time at which it fired, as the journal restores it.
  const states = await before.states()
  before.deliveries.leave()
  await replica().look([], 180)
  expect([states, got]).toEqual([['waiting'], ['RedisUnavailable firing']])
  await replica().look([], 60)
  expect(got).toEqual(['RedisUnavailable firing'])
})

it('a message to a destination that was taken out of the configuration is a dead letter', async () => {
  answer = (response) => response.writeHead(503).end()
  await replica().look(isDown, 60)
  const after = replica({ destinations: [] })
  await after.look([], 20)
  expect(await after.deliveries.list(undefined, 9, new Deadline(5_000))).toMatchObject([
    { state: 'dead', error: 'the destination no longer exists' },
  ])
})

it('of two processes only the holder tells, and the other one tells nothing again when it takes over', async () => {
  const [first, second] = [replica(), replica()]
  second.journal.isHolder = false
  const bothLook = async () => {
    const atMs = nowMs
    await first.look(isDown, 10)
    nowMs = atMs
    await second.look(isDown, 10)
  }
  for (let looks = 0; looks < 6; looks++) await bothLook()
  expect(got).toEqual(['RedisUnavailable firing'])
  Object.assign(first.journal, { isHolder: false })
  second.journal.isHolder = true
  for (let looks = 0; looks < 6; looks++) await bothLook()
  expect(got).toEqual(['RedisUnavailable firing'])
})

it('without Postgres it tells all the same, and shows messages from memory', async () => {
  const { look, states } = replica({ from: gone })
  await look(isDown, 60)
  expect(got).toEqual(['RedisUnavailable firing'])
  expect(await states()).toEqual(['delivered'])
})

it('a destination that hangs does not hold up another one', async () => {
  const refused = completeDestination({ kind: 'slack', url: 'http://127.0.0.1:1/' })
  const { look, deliveries } = replica({ destinations: [refused, hook] })
  await look(isDown, 60)
  expect(got).toEqual(['RedisUnavailable firing'])
  const rows = await deliveries.list(undefined, 9, new Deadline(5_000))
  expect(Object.fromEntries(rows.map(({ destination, state }) => [destination, state]))).toEqual({
    slack: 'dead',
    webhook: 'delivered',
  })
})

it('on Monday the digest counts what nobody acknowledged, once', async () => {
  const day = (days: number) => new Date(startMs + days * 86_400_000)
  const row = (id: string, firedAt: Date, acknowledgedBy: string | null = null) => ({
    ...{ id, firedAt, since: firedAt, name: 'CpuHigh', severity: 'warning', title: 'busy', labels: {}, seenBy: [] },
    ...{
      causes: [],
      resolvedAt: firedAt,
      acknowledgedAt: acknowledgedBy ? firedAt : null,
      acknowledgedBy,
      note: null,
      notes: [],
    },
  })
  const fired = [row('a', day(-4)), row('a', day(0)), row('b', day(1)), row('c', day(0), 'key_1'), row('d', day(-6))]
  await saveAlerts(database, fired, new Deadline(5_000))
  nowMs = Date.UTC(2026, 10, 30, 8)
  await replica().look([], 30)
  expect(got).toEqual(['3 × CpuHigh'])
  await replica().look([], 30)
  expect(got).toEqual(['3 × CpuHigh'])
  const keys = ['log digest 2026-11-30T08:00:00.000Z']
  expect(await toldKeys(database, keys, new Deadline(5_000))).toEqual(new Set(keys))
})
