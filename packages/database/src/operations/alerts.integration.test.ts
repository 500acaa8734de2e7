import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type AlertRow, acknowledgeAlert, holdAlerts, openAlerts, pastAlerts, saveAlerts } from './alerts.ts'
import { createSilence, deleteSilence, listSilences } from './silences.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())
const soon = () => new Deadline(10_000)
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 29, 9, 0, seconds))
const row = (facts: Partial<AlertRow> = {}): AlertRow => ({
  id: 'redis',
  firedAt: at(30),
  since: at(0),
  name: 'RedisUnavailable',
  severity: 'critical',
  title: 'cacheRedis does not answer search',
  labels: { check: 'cacheRedis' },
  seenBy: ['search'],
  causes: [],
  resolvedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  note: null,
  notes: [],
  ...facts,
})

it('one process at a time tells of alerts, and another one after it was silent for its time', async () => {
  const hold = (holder: string, seconds: number) => holdAlerts(database, holder, seconds, soon())
  expect((await Promise.all([hold('a', 60), hold('b', 60)])).toSorted()).toEqual([false, true])
  const [first, second] = (await hold('a', 60)) ? ['a', 'b'] : ['b', 'a']
  expect([await hold(first as string, 0), await hold(second as string, 60)]).toEqual([true, true])
  expect(await hold(first as string, 60)).toBe(false)
})

it('an alert is stored as it is now, and keeps what somebody said of it', async () => {
  await saveAlerts(database, [row()], soon())
  expect(await openAlerts(database, soon())).toEqual([row()])
  const said = { at: at(40), by: 'key_1', note: 'I look at it' }
  expect(await acknowledgeAlert(database, 'redis', said, soon())).toBe(true)
  expect(await acknowledgeAlert(database, 'redis', { at: at(50), by: 'key_2', note: 'So do I' }, soon())).toBe(true)
  await saveAlerts(database, [row({ resolvedAt: at(90), seenBy: ['gateway', 'search'] })], soon())
  expect(await openAlerts(database, soon())).toEqual([])
  expect(await pastAlerts(database, 5, soon())).toMatchObject([
    {
      seenBy: ['gateway', 'search'],
      ...{ acknowledgedAt: at(40), acknowledgedBy: 'key_1', note: 'I look at it', resolvedAt: at(90) },
      notes: [
        { at: at(40).toISOString(), by: 'key_1', note: 'I look at it' },
        { at: at(50).toISOString(), by: 'key_2', note: 'So do I' },
      ],
    },
  ])
})

it('what was said before the alert was stored stays the first, also of what was said at the same time', async () => {
  await saveAlerts(database, [row({ id: 'early' })], soon())
  await acknowledgeAlert(database, 'early', { at: at(40), by: 'key_1', note: 'me too' }, soon())
  const notes = ['on it', 'me too'].map((note) => ({ at: at(40).toISOString(), by: 'key_1', note }))
  const said = { acknowledgedAt: at(40), acknowledgedBy: 'key_1', note: 'on it', notes }
  await saveAlerts(database, [row({ id: 'early', ...said })], soon())
  expect((await openAlerts(database, soon())).find(({ id }) => id === 'early')).toMatchObject(said)
  await saveAlerts(database, [row({ id: 'early', resolvedAt: at(50) })], soon())
  expect((await pastAlerts(database, 5, soon())).find(({ id }) => id === 'early')).toMatchObject(said)
})

it('the past lists causes, newest first, and nothing older than 400 days', async () => {
  const old = row({ id: 'old', firedAt: new Date(Date.now() - 401 * 86_400_000), resolvedAt: at(0) })
  const symptom = row({ id: 'symptom', causes: ['redis'], resolvedAt: at(90) })
  await saveAlerts(database, [old, symptom, row({ id: 'later', firedAt: at(40), resolvedAt: at(90) })], soon())
  expect((await pastAlerts(database, 5, soon())).map(({ id }) => id)).toEqual(['later', 'early', 'redis'])
})

describe('silences', () => {
  const silence = (id: string, expiresInMs: number) => ({
    ...{ id, alert: null, labels: { service: 'search' }, reason: 'we upgrade', createdBy: 'key_1' },
    expiresAt: new Date(Date.now() + expiresInMs),
  })

  it('last until they expire or are deleted', async () => {
    const created = await createSilence(database, silence('a', 60_000), soon())
    await createSilence(database, silence('over', -1), soon())
    expect(await listSilences(database, soon())).toEqual([created])
    await deleteSilence(database, 'a', soon())
    expect(await listSilences(database, soon())).toEqual([])
    await expect(deleteSilence(database, 'a', soon())).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are created once, however often the request comes', async () => {
    const first = await createSilence(database, silence('b', 60_000), soon())
    expect(await createSilence(database, silence('b', 90_000), soon())).toEqual(first)
  })
})
