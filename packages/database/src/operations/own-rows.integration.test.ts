import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { insertRunUnlessQueued } from '../../test/insert-run-unless-queued.ts'
import { leaves, newPair, on, rowsOf } from '../../test/two-tenants.ts'
import { createDatabase } from '../client/create-database.ts'
import { ofAllTenants } from '../client/of-all-tenants.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { createTenant } from '../control/tenants.ts'
import { type CachedRow, readCached, removeCached, storeCached } from './cache.ts'
import { discardDeadLetters, listDeadLetters, replayDeadLetters } from './dead-letters.ts'
import { firstWaitingRuns, markHanded, releaseRuns } from './dispatch.ts'
import { listErrorGroups, putErrorGroups } from './error-groups.ts'
import { claimRequest, endClaim } from './idempotent-requests.ts'
import { insertRun, insertRunUnlessActive, type NewRun } from './insert-runs.ts'
import { putMeters, readMeteredHours, readMeters } from './meters.ts'
import { deleteCopies } from './personal.ts'
import { holdRuns } from './run-holds.ts'
import {
  beginRun,
  cancelRun,
  failRun,
  hasRunEnded,
  listRuns,
  readRun,
  readRunActivity,
  setRunProgress,
  succeedRun,
} from './runs.ts'
import {
  createSchedule,
  deleteSchedule,
  listSchedules,
  passOccurrence,
  readSchedule,
  setScheduleState,
} from './schedules.ts'
import {
  putServiceMinutes,
  readServicePeriods,
  readServiceWindows,
  readStoredEvents,
  readUsagePeriods,
} from './service-minutes.ts'
import { insertSpans } from './spans.ts'
import { listTraces } from './traces.ts'
import { countTransferParts, deleteTransferParts, readTransferPart, storeTransferPart } from './transfer-parts.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const deadline = () => new Deadline(10_000)
const nowMs = Date.now()
const later = new Date(nowMs + 3_600_000)
const notFound = { code: 'not_found' }

const cache = (tenant: TenantDatabase, id: string) => {
  const durations = { ageMs: 0, freshMs: 60_000, keptMs: 60_000, loadMs: 1 }
  const row: CachedRow = { bytes: Buffer.from(tenant.tenantId), tags: [], generation: 'g', position: 1n, ...durations }
  return storeCached(tenant, 'items', id, row)
}

it('a cached value is read and removed for its tenant alone', async () => {
  const [one, other] = newPair(database)
  await cache(other, 'k')
  expect(await readCached(one, 'items', 'k')).toBeUndefined()
  await cache(one, 'k')
  await leaves(other, ['operations.cache'], () => removeCached(one, 'items', 'k'))
  expect(await rowsOf(one, 'operations.cache')).toEqual([])
})

it('the copies of data that are deleted for a tenant are its own', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) {
    await cache(tenant, 'k')
    await storeTransferPart(tenant, 'export', 0, tenant.tenantId)
  }
  const removed = await leaves(other, ['operations.cache', 'operations.transfer_parts'], () =>
    on(one, (sql) => deleteCopies(sql, one.tenantId)),
  )
  expect(removed).toEqual({ 'operations.cache': 1, 'operations.transfer_parts': 1 })
})

it('the parts of a transfer are read, counted and deleted for their tenant alone', async () => {
  const [one, other] = newPair(database)
  await storeTransferPart(one, 'export', 0, 'first')
  await storeTransferPart(other, 'export', 1, 'second')
  expect(await readTransferPart(one, 'export', 1)).toBeUndefined()
  expect(await countTransferParts(one, 'export')).toBe(1)
  await leaves(other, ['operations.transfer_parts'], () => deleteTransferParts(one, 'export'))
  expect(await countTransferParts(one, 'export')).toBe(0)
})

it('the key of a request that another tenant has sent, too, is no other request and has no answer', async () => {
  const [one, other] = newPair(database)
  const key = Buffer.from('same key')
  const claim = (tenant: TenantDatabase) =>
    claimRequest(tenant, { key, fingerprint: Buffer.from(tenant.tenantId) }, 60_000)
  for (const tenant of [one, other]) expect(await claim(tenant)).toMatchObject({ state: 'claimed', isNew: true })
  for (const tenant of [one, other]) expect(await claim(tenant)).toEqual({ state: 'inProgress' })
})

it('a claim is ended by its own tenant alone', async () => {
  const [one, other] = newPair(database)
  const request = { key: Buffer.from('key'), fingerprint: Buffer.from('print') }
  const claim = await claimRequest(other, request, 60_000)
  const executionId = 'executionId' in claim ? claim.executionId : ''
  await leaves(other, ['operations.idempotent_requests'], () =>
    endClaim(one, request.key, executionId, Buffer.from('answer')),
  )
  await endClaim(other, request.key, executionId, Buffer.from('answer'))
  expect(await claimRequest(other, request, 60_000)).toMatchObject({ state: 'answered' })
})

const runs = ['operations.runs']
const ofRun = (id: string, own: Partial<NewRun> = {}): NewRun => ({ id, kind: 'train', options: {}, ...own })
const idsOf = async (tenant: TenantDatabase) => (await listRuns(tenant, undefined, 99)).map(({ id }) => id)
const stateOf = async (tenant: TenantDatabase, id: string) => (await readRun(tenant, id)).state

it('a tenant without runs finds, begins and cancels none of those of another one', async () => {
  const [one, other] = newPair(database)
  await insertRun(other, ofRun('open'))
  await insertRun(other, ofRun('ended'))
  await cancelRun(other, 'ended')
  await leaves(other, runs, async () => {
    await expect(readRun(one, 'open')).rejects.toMatchObject(notFound)
    expect(await idsOf(one)).toEqual([])
    expect(await readRunActivity(one, 'train')).toEqual({ lastMs: undefined, isActive: false })
    expect(await beginRun(one, 'open')).toBe(0)
    expect(await hasRunEnded(one, 'ended')).toBe(false)
    await expect(cancelRun(one, 'open')).rejects.toMatchObject(notFound)
    expect(await setRunProgress(one, 'open', 0.5)).toBe(false)
  })
})

it('a run is begun, changed and cancelled for its tenant alone', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await insertRun(tenant, ofRun('r', { options: { of: tenant.tenantId } }))
  await leaves(other, runs, async () => {
    expect(await beginRun(one, 'r')).toBe(1)
    expect(await setRunProgress(one, 'r', 0.5)).toBe(true)
    expect(await cancelRun(one, 'r')).toMatchObject({ state: 'cancelled', options: { of: one.tenantId } })
  })
})

it('an open run of another tenant stands for no new one', async () => {
  const [one, other] = newPair(database)
  await insertRun(other, ofRun('theirs'))
  expect((await insertRunUnlessActive(one, ofRun('own'))).id).toBe('own')
})

it.each<[string, Partial<NewRun>, Partial<NewRun>]>([
  ['the same id', { id: 'new' }, { kind: 'reindex', options: { theirs: true } }],
  ['the same key', { id: 'theirs', options: { theirs: true }, dedupeKey: 'night' }, { dedupeKey: 'night' }],
  ['the same words', { id: 'theirs' }, {}],
])('a run of another tenant with %s neither stands for a new one nor counts against the limit', async (_, ...both) => {
  const [one, other] = newPair(database)
  const [theirs, own] = both
  await insertRun(other, ofRun('theirs', theirs))
  const stored = await leaves(other, runs, () => insertRunUnlessQueued(one, ofRun('new', own), 1))
  expect(stored).toMatchObject({ id: 'new', ...own })
  expect(await idsOf(one)).toEqual(['new'])
})

it('a run cannot wait for one of another tenant', async () => {
  const [one, other] = newPair(database)
  await insertRun(other, ofRun('theirs'))
  await expect(insertRun(one, ofRun('own', { after: ['theirs'] }))).rejects.toMatchObject({ code: 'validation_failed' })
})

it('runs of a tenant are taken while an operator drains another one', async () => {
  const [one, other] = newPair(database)
  await holdRuns(database, { subject: 'tenant', name: other.tenantId, state: 'draining' }, 'key', deadline())
  expect((await insertRun(one, ofRun('own'))).id).toBe('own')
  await expect(insertRun(other, ofRun('theirs'))).rejects.toMatchObject({ code: 'overloaded' })
})

it('a tenant is busy with its own runs alone', async () => {
  const [one, other] = newPair(database)
  await insertRun(one, ofRun('waits'))
  await insertRun(other, ofRun('handed'))
  await markHanded(database, [{ tenantId: other.tenantId, id: 'handed' }])
  const first = (await firstWaitingRuns(database)).filter(({ tenantId }) => tenantId === one.tenantId)
  expect(first).toMatchObject([{ id: 'waits', isBusy: false }])
})

/** Of each of two tenants: a run, and one that waits for it. */
async function newChains() {
  const pair = newPair(database)
  for (const tenant of pair) {
    await insertRun(tenant, ofRun('a'))
    await insertRun(tenant, ofRun('b', { after: ['a'] }))
  }
  return pair
}
const waits = async (tenant: TenantDatabase) => (await readRunActivity(tenant, 'train')).isActive

it('a run begins when the runs of its own tenant that it waits for have succeeded', async () => {
  const [one, other] = await newChains()
  await succeedRun(one, 'a', {})
  await leaves(other, runs, () => releaseRuns(database))
  expect(await waits(one)).toBe(true)
})

it('a run fails with one that it waits for, and no run of another tenant does', async () => {
  const [one, other] = await newChains()
  await failRun(one, 'a', 'no luck')
  await leaves(other, runs, () => releaseRuns(database))
  expect(await stateOf(one, 'b')).toBe('failed')
})

it('dead letters are listed, replayed and discarded for the tenant of the filter alone', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other])
    for (const id of ['a', 'b']) {
      await insertRun(tenant, ofRun(id))
      await failRun(tenant, id, 'no luck')
    }
  const all = ofAllTenants(database)
  const filter = { tenantId: one.tenantId }
  const replay = { newId: () => 'again', perSecond: 1, most: 9 }
  await leaves(other, runs, async () => {
    const listed = await listDeadLetters(all, filter, undefined, 9)
    expect(listed.map(({ tenantId, id }) => [tenantId, id])).toEqual(['b', 'a'].map((id) => [one.tenantId, id]))
    expect(await replayDeadLetters(all, { ...filter, ids: ['a'] }, replay)).toBe(1)
    expect(await discardDeadLetters(all, filter)).toBe(1)
  })
  expect((await idsOf(one)).toSorted()).toEqual(['a', 'again', 'b'])
})

const schedules = ['operations.schedules']
const dueAt = new Date('2026-11-28T04:00:00Z')
const schedule = (tenant: TenantDatabase, id: string, most = 9) => {
  const facts = { kind: 'train', cron: '0 4 * * *', timeZone: 'UTC', misfirePolicy: 'fireOnce' } as const
  return createSchedule(tenant, { id, options: { of: tenant.tenantId }, ...facts, nextAt: dueAt }, most)
}

it('a tenant without schedules finds, changes and passes none of those of another one', async () => {
  const [one, other] = newPair(database)
  await schedule(other, 's')
  await leaves(other, schedules, async () => {
    await expect(readSchedule(one, 's')).rejects.toMatchObject(notFound)
    expect(await listSchedules(one, undefined, 9)).toEqual([])
    await expect(setScheduleState(one, 's', 'paused', () => later)).rejects.toMatchObject(notFound)
    expect(await passOccurrence(one, { id: 's', dueAt }, later, 'passed')).toBe(false)
    await expect(deleteSchedule(one, 's')).rejects.toMatchObject(notFound)
  })
})

it('a schedule is created, planned, paused and deleted for its tenant alone', async () => {
  const [one, other] = newPair(database)
  await schedule(other, 's')
  expect(await schedule(one, 's', 1)).toMatchObject({ id: 's', options: { of: one.tenantId } })
  await leaves(other, schedules, async () => {
    expect(await passOccurrence(one, { id: 's', dueAt }, later, 'passed')).toBe(true)
    expect(await setScheduleState(one, 's', 'paused', () => later)).toMatchObject({ lastError: 'passed', nextAt: null })
    await deleteSchedule(one, 's')
  })
  expect(await listSchedules(one, undefined, 9)).toEqual([])
})

it('meters are those of the tenant', async () => {
  const [one, other] = newPair(database)
  for (const tenant of [one, other]) await createTenant(tenant, { name: 'Shop', plan: 'scale' })
  await putMeters(database, 'process', [
    { tenantId: one.tenantId, meter: 'residentBytes', value: 1 },
    { tenantId: other.tenantId, meter: 'residentBytes', value: 2 },
    { tenantId: other.tenantId, meter: 'streams', value: 3 },
  ])
  const own = { items: 0, storageBytes: 0, residentBytes: 1, streams: 0, concurrentRuns: 0 }
  expect(await readMeters(one)).toEqual(own)
  expect((await readMeteredHours(one, 2)).map(({ peaks }) => peaks)).toEqual([own])
})

it('requests and stored events are counted for their tenant alone', async () => {
  const [one, other] = newPair(database)
  const counts = { class: 'events', minute: Math.floor(nowMs / 60_000) * 60, errors: 0, latency: [1] } as const
  await putServiceMinutes(database, 'process', [
    { tenantId: one.tenantId, total: 1, events: 10, ...counts },
    { tenantId: other.tenantId, total: 2, events: 20, ...counts },
  ])
  expect(await readUsagePeriods(one, 'day', 2)).toMatchObject([{ requests: 1, events: 10 }])
  expect(await readStoredEvents(one, new Date(nowMs - 3_600_000), 'none')).toBe(10)
  expect(await readServiceWindows(one, [60])).toMatchObject([{ total: 1 }])
  expect(await readServicePeriods(one, 'month', 2)).toMatchObject([{ total: 1 }])
})

it('faults are found by the tenant that met them', async () => {
  const [one, other] = newPair(database)
  const text = { service: 'search', code: 'internal', route: '', place: '', classes: '', reason: '', traceId: '' }
  const groups = [one, other].map(({ tenantId }) => ({
    ...{ id: `fault of ${tenantId}`, ...text, count: 1, firstMs: nowMs, lastMs: nowMs },
    tenants: [{ tenantId, count: 1, lastMs: nowMs }],
  }))
  await putErrorGroups(database, { source: 'process', number: 1, groups }, deadline())
  const found = await listErrorGroups(database, { tenantId: one.tenantId }, undefined, 9, deadline())
  expect(found.map(({ id }) => id)).toEqual([`fault of ${one.tenantId}`])
})

it('traces are found by their tenant', async () => {
  const [one, other] = newPair(database)
  const spans = [one, other].map(({ tenantId }, n) => ({
    ...{ traceId: `${n}`.repeat(32), spanId: `${n}`.repeat(16), parentId: null, startUs: nowMs * 1_000, durationUs: 1 },
    ...{ service: 'search', name: 'search', kind: 2, isError: false, message: null, tenantId },
    ...{ attributes: {}, events: [], links: [] },
  }))
  await insertSpans(database, spans, deadline())
  const range = { from: new Date(nowMs - 60_000), to: later }
  const found = await listTraces(database, { ...range, tenantId: one.tenantId }, undefined, 9, deadline())
  expect(found.map(({ tenantId }) => tenantId)).toEqual([one.tenantId])
})
