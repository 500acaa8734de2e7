import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { erasureList } from './erasure-list.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const folder = await mkdtemp(join(tmpdir(), 'inkling-erasure-list-'))
afterAll(async () => {
  await Promise.all([database.close(), owner.close()])
  await rm(folder, { recursive: true })
})

const logger = { warn: vi.fn() }
const list = erasureList(folder, database, logger)
const erasure = (tenantId: string) => ({ tenantId, userCode: '0f'.repeat(32), until: '2026-11-30T12:00:00.000000Z' })
const applied = async () => {
  const tenants: string[] = []
  await list.apply(async (tenantId) => void tenants.push(tenantId))
  return tenants
}

it('starts what a database does not know of, also after a line was cut off, and nothing for tenants that are gone', async () => {
  await owner.platform(
    { name: 'fill' },
    (sql) => sql`insert into control.tenants (id, name, plan) values ('shop', 'S', 'starter')`,
  )
  expect(await applied()).toEqual([])
  await list.add([erasure('shop'), erasure('gone')])
  await appendFile(join(folder, 'erasures.ndjson'), '{"tenantId": "sh\n')
  expect(await applied()).toEqual(['shop'])
  expect(logger.warn).toHaveBeenCalledTimes(1)
})

it('starts again what was added by an attempt that was interrupted, and nothing once it has ended', async () => {
  expect(await applied()).toEqual(['shop'])
  await owner.platform({ name: 'end' }, (sql) => sql`update control.erasures set erased_at = now()`)
  expect(await applied()).toEqual([])
})

it('does nothing where no backups are set up', async () => {
  const none = erasureList(undefined, database, logger)
  await none.add([erasure('shop')])
  const start = vi.fn()
  await none.apply(start)
  expect(start).not.toHaveBeenCalled()
})
