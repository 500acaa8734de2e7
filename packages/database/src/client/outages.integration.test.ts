import { PostgresFaults, testDatabase } from '@inkling/testing'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { readItem, saveItems } from '../catalog/items.ts'
import { createDatabase, type Database } from './create-database.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const faults = new PostgresFaults(ownerUrl)
const databases: Database[] = []
afterEach(() => void vi.useRealTimers())
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()))
  await faults.close()
})

function open() {
  const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
  databases.push(database)
  return database
}

const save = (database: Database) => saveItems(database.background('outages'), [{ id: 'tea', title: 'Tea' }])
const unavailable = { code: 'dependency_unavailable', retryAfterSeconds: 2 }

it.each([
  ['a full disk', '53100'],
  ['an I/O error', '58030'],
  ['damaged data', 'XX001'],
  ['a shutdown', '57P01'],
  ['a standby', '25006'],
])('writes fail as unavailable with %s (%s), reads go on, and writes succeed again after it', async (_name, state) => {
  const database = open()
  await save(database)
  expect(database.isFailing).toBe(false)
  const mend = await faults.failWrites('catalog.items', state)
  await expect(save(database)).rejects.toMatchObject(unavailable)
  expect(database.isFailing).toBe(true)
  expect(await readItem(database.background('outages'), 'tea')).toMatchObject({ item: { title: 'Tea' } })
  expect(database.isFailing).toBe(true)
  await mend()
  await save(database)
  expect(database.isFailing).toBe(false)
})

it('writes to a Postgres that has become read-only open the circuit, which closes without help', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const database = open()
  await save(database)
  const mend = await faults.makeReadOnly()
  for (let attempt = 0; database.policy.state !== 'open'; attempt++) {
    expect(attempt).toBeLessThan(10)
    await expect(save(database)).rejects.toMatchObject(unavailable)
  }
  await mend()
  vi.setSystemTime(Date.now() + 1_000)
  await save(database).catch(() => {})
  vi.setSystemTime(Date.now() + 2_000)
  for (let success = 0; success < 3; success++) await save(database)
  expect(database.policy.state).toBe('closed')
})

it('a failure of half a minute ago no longer counts, if nothing has tried again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const database = open()
  const mend = await faults.failWrites('catalog.items', '53100')
  await expect(save(database)).rejects.toMatchObject(unavailable)
  await mend()
  expect(database.isFailing).toBe(true)
  vi.advanceTimersByTime(30_001)
  expect(database.isFailing).toBe(false)
})
