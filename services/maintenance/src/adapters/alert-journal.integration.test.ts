import { createDatabase, openAlerts, pastAlerts } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createLogger } from '@inkling/telemetry'
import { alerts } from '@inkling/telemetry/alerts'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { AlertCases } from '../domain/alerts/alert-cases.ts'
import { alertId } from '../domain/alerts/alert-id.ts'
import { AlertJournal } from './alert-journal.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const logger = createLogger({ service: 'test', level: 'silent' })
const open = (url = roleUrl('maintenance')) => createDatabase({ url, applicationName: 'test', pool: 2 })
const [database, owner] = [open(), open(ownerUrl)]
afterAll(() => Promise.all([database.close(), owner.close()]))
const forget = () =>
  owner.platform({ name: 'forget' }, async (sql) => void (await sql`delete from operations.alert_holder`))
beforeEach(async () => {
  await forget()
  await owner.platform({ name: 'forget' }, async (sql) => void (await sql`delete from operations.alerts`))
})

const alert = alerts.find(({ name }) => name === 'RedisUnavailable') as (typeof alerts)[number]
const labels = { check: 'cacheRedis', service: 'search', instance: 'a:1' }
const startMs = Date.UTC(2026, 10, 29, 9)
const isDown = [[alert, [{ labels, value: 0 }]]] as const
const stored = async () => ({
  open: await openAlerts(database, new Deadline(5_000)),
  past: await pastAlerts(database, 9, new Deadline(5_000)),
})

/** A process that looks every 10 s. */
function replica(from = database) {
  const [cases, journal] = [new AlertCases(), new AlertJournal(from, logger)]
  return {
    cases,
    journal,
    async look(seconds: number, found: Parameters<AlertCases['step']>[0]) {
      const nowMs = startMs + seconds * 1000
      const changes = cases.step(found, nowMs)
      await journal.keep(cases, nowMs)
      return changes.map(({ to }) => to)
    },
  }
}
const fires = async ({ look }: ReturnType<typeof replica>, seconds = 0) => {
  await look(seconds, isDown)
  return look(seconds + 30, isDown)
}

it('stores an alert when it fires and when it is over, and not while it is pending', async () => {
  const one = replica()
  await one.look(0, isDown)
  expect((await stored()).open).toEqual([])
  await one.look(30, isDown)
  expect((await stored()).open).toMatchObject([{ name: 'RedisUnavailable', seenBy: ['search'], resolvedAt: null }])
  await one.look(40, [])
  await one.look(100, [])
  expect(await stored()).toMatchObject({ open: [], past: [{ resolvedAt: new Date(startMs + 100_000) }] })
})

it('a restart tells nothing again, keeps what was said, and ends what is over meanwhile', async () => {
  const before = replica()
  await fires(before)
  const id = alertId(before.cases.open[0] as never)
  await before.journal.acknowledge(id, { atMs: startMs, by: 'key_1', note: 'on it' })
  await before.journal.acknowledge(id, { atMs: startMs + 1, by: 'key_2', note: 'me too' })
  await before.journal.acknowledge(id, { atMs: startMs + 2, by: 'key_2', note: null })

  await forget()
  const after = replica()
  expect(await after.look(60, isDown)).toEqual([])
  expect(await after.look(90, isDown)).toEqual([])
  const notes = [
    { atMs: startMs, by: 'key_1', note: 'on it' },
    { atMs: startMs + 1, by: 'key_2', note: 'me too' },
  ]
  expect(after.cases.open).toMatchObject([{ state: 'firing', acknowledged: notes[0], notes }])
  expect((await stored()).open[0]?.notes).toHaveLength(2)
  await after.look(100, [])
  expect(await after.look(170, [])).toEqual(['resolved'])
  expect((await stored()).open).toEqual([])
})

it('of two processes one tells, and the other takes over with the same alert', async () => {
  const [first, second] = [replica(), replica()]
  await fires(first)
  await fires(second, 5)
  expect([first.journal.isHolder, second.journal.isHolder]).toEqual([true, false])
  await forget()
  await second.look(60, isDown)
  expect(second.journal.isHolder).toBe(true)
  expect(await stored()).toMatchObject({ open: [{ firedAt: new Date(startMs + 30_000) }], past: [] })
})

it('without Postgres a process keeps its role, and remembers what it could not store', async () => {
  const gone = open('postgres://nobody@127.0.0.1:1/nothing')
  const one = replica(gone)
  expect(await fires(one)).toEqual(['firing'])
  expect(one.journal.isHolder).toBe(true)
  const said = { atMs: startMs, by: 'key_1', note: null }
  await expect(one.journal.acknowledge('id', said)).resolves.toBeUndefined()
  await gone.close()
})

it('what nobody knows any more is over', async () => {
  await fires(replica())
  await forget()
  const other = replica()
  await other.look(60, [])
  // Restored, and over a minute later; a process that never knew it ends it at once.
  await forget()
  const fresh = replica()
  await fresh.look(120, [])
  await fresh.look(180, [])
  expect((await stored()).open).toEqual([])
})
