import { topics } from '@inkling/contracts'
import { createDatabase, saveItems } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { ChangeFeed, type Changes } from './change-feed.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 4 })
const logger = createLogger({ service: 'test', level: 'silent' })
let nowMs = 0
let isFailing = false
const platform: typeof database.platform = (work, run) => {
  if (isFailing) throw new Error('Postgres unavailable')
  return database.platform(work, run)
}
const feed = new ChangeFeed({ database: { platform }, pollMs: 10, logger, clock: () => nowMs })
afterEach(() => {
  isFailing = false
})
afterAll(async () => {
  await feed.close()
  await Promise.all([database.close(), owner.close()])
})

const save = (tenantId: string) => saveItems(database.background(tenantId), [{ id: 'tea', title: 'Tea' }])

/** What the feed tells from now on: the tenants whose items changed, or that any may have changed. */
function told() {
  const all: string[] = []
  const stop = feed.listen((changes: Changes) => all.push(...(changes.of(topics.items) ?? ['any'])))
  return { all, stop }
}
const polled = async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = feed.listen(() => resolve())
  await promise
  stop()
}

it('tells each tenant that changed once, and no other', async () => {
  await polled()
  const { all, stop } = told()
  await Promise.all(['acme', 'globex'].map(save))
  await expect.poll(() => all.toSorted()).toEqual(['acme', 'globex'])
  await polled()
  await polled()
  expect(all).toHaveLength(2)
  stop()
})

it('a write outside a tenant’s transaction may have changed any tenant', async () => {
  await polled()
  const { all, stop } = told()
  await owner.platform(
    { name: 'repair' },
    (sql) => sql`insert into catalog.items (tenant_id, id, title) values ('acme', 'repaired', 'Tea')`,
  )
  await expect.poll(() => all).toEqual(['any'])
  stop()
})

it('after a failed poll any tenant may have changed, once', async () => {
  const warn = vi.spyOn(logger, 'warn')
  await polled()
  const { all, stop } = told()
  isFailing = true
  await expect.poll(() => warn.mock.calls.length).toBeGreaterThan(0)
  expect(all).toEqual([])
  isFailing = false
  await polled()
  await polled()
  expect(all).toEqual(['any'])
  stop()
})

it('after a pause in which changes may have been forgotten, any tenant may have changed', async () => {
  await polled()
  const { all, stop } = told()
  nowMs += 299_000
  await polled()
  expect(all).toEqual([])
  nowMs += 300_000
  await polled()
  expect(all).toEqual(['any'])
  stop()
})
