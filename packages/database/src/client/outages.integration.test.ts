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
  const policy = { firstHalfOpenAfterMs: 100 }
  const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2, policy })
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
  const database = open()
  await save(database)
  const mend = await faults.makeReadOnly()
  for (let attempt = 0; database.policy.state !== 'open'; attempt++) {
    expect(attempt).toBeLessThan(10)
    await expect(save(database)).rejects.toMatchObject(unavailable)
  }
  await mend()
  await vi.waitFor(async () => {
    await save(database)
    expect(database.policy.state).toBe('closed')
  }, 20_000)
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
