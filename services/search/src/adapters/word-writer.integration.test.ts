import { createDatabase, saveItems } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { wordWriter, writeWords } from './word-writer.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 3 })
const logger = createLogger({ service: 'test', level: 'silent' })
const writer = wordWriter(database, logger)
afterAll(async () => {
  await writer.close()
  await database.close()
})

const save = (tenantId: string, count: number) =>
  saveItems(
    database.background(tenantId),
    Array.from({ length: count }, (_, n) => ({ id: `${n}`, title: `Stone ${n}` })),
  )
const worded = async (tenantId: string) =>
  (await database.background(tenantId).transaction('look', (sql) => sql`select id from catalog.item_words`)).length

it('writes the words of every followed tenant, page by page, and of no other', async () => {
  await Promise.all([save('many', 500), save('few', 2), save('unasked', 1)])
  writer.follow('many')
  writer.follow('few')
  await vi.waitFor(async () => expect([await worded('many'), await worded('few')]).toEqual([500, 2]), 10_000)
  expect(await worded('unasked')).toBe(0)
})

it('waits until an older transaction no longer holds up a change', async () => {
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
  const { promise: hasBegun, resolve: begun } = Promise.withResolvers<void>()
  const older = database.background('elsewhere').transaction('hold', async (sql) => {
    await sql`select pg_current_xact_id()`
    begun()
    await mayEnd
  })
  await hasBegun
  await save('held', 1)
  expect(await writeWords(database.background('held'))).toBe(true)
  expect(await worded('held')).toBe(0)
  writer.follow('held')
  end()
  await older
  await vi.waitFor(async () => expect(await worded('held')).toBe(1), 10_000)
})
