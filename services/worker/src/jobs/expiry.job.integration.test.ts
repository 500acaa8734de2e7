import { createDatabase, readItem, saveItems } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { expiryJob } from './expiry.job.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const search = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), search.close()]))

const told: string[] = []
const job = expiryJob(database, (tenantId) => told.push(tenantId))
const expire = (own: object = {}) =>
  job(
    { tenantId: 'shop', runId: 'op_1', dryRun: false, expiredDays: 30, ...own },
    { signal: new AbortController().signal, onProgress: () => {} },
  )
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const titleOf = async (tenantId: string, id: string) => (await readItem(search.background(tenantId), id))?.item.title

beforeEach(async () => {
  told.length = 0
  for (const tenantId of ['shop', 'other'])
    await saveItems(search.background(tenantId), [
      { id: 'old', title: 'Old', text: 'secret', expiresAt: daysAgo(31) },
      { id: 'recent', title: 'Recent', expiresAt: daysAgo(29) },
      { id: 'future', title: 'Future', expiresAt: daysAgo(-1) },
      { id: 'forever', title: 'Forever' },
    ])
})

it('a dry run counts the items that expired long ago, with samples, and changes nothing', async () => {
  const samples = [{ itemId: 'old', title: 'Old', expiresAt: expect.stringContaining('Z') }]
  expect(await expire({ dryRun: true })).toEqual({ items: 1, deleted: 0, samples })
  expect(await titleOf('shop', 'old')).toBe('Old')
  expect(told).toEqual([])
})

it('deletes only items of the tenant that expired long ago, content and all', async () => {
  expect(await expire()).toMatchObject({ items: 1, deleted: 1 })
  expect(await titleOf('shop', 'old')).toBeUndefined()
  for (const id of ['recent', 'future', 'forever']) expect(await titleOf('shop', id)).toBeDefined()
  expect(await titleOf('other', 'old')).toBe('Old')
  expect(told).toEqual(['shop'])
  expect(await expire()).toEqual({ items: 0, deleted: 0, samples: [] })
})

it('deletes more items than one transaction does', async () => {
  const many = Array.from({ length: 450 }, (_, n) => ({ id: `many ${n}`, title: 'Many', expiresAt: daysAgo(40) }))
  await saveItems(search.background('shop'), many)
  expect(await expire()).toMatchObject({ items: 451, deleted: 451 })
})
