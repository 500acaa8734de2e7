import type { ItemLine } from '@inkling/contracts'
import { PostgresFaults, testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { changeItem, deleteItem, readItem, saveItems, type VersionedItem } from './items.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 12 })
const faults = new PostgresFaults(ownerUrl)
afterAll(() => Promise.all([database.close(), faults.close()]))

const tenant = database.background('many-writers')
const writers = Array.from({ length: 12 }, (_, writer) => writer)

class Exists extends Error {}

/** As `If-None-Match: *` demands. */
const createOnly = (id: string, title: string) =>
  changeItem(tenant, id, (current: VersionedItem | undefined) => {
    if (current) throw new Exists()
    return { title }
  })

/** How the writers' attempts to create an item ended, and whether it is as the first successful one wrote it. */
async function raceToCreate(id: string) {
  const outcomes = await Promise.allSettled(writers.map((writer) => createOnly(id, `by ${writer}`)))
  const told = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') return outcome.reason instanceof Exists ? 'exists' : 'failed'
    return outcome.value.writes[0]?.isCreated ? 'created' : 'replaced'
  })
  const title = (await readItem(tenant, id))?.item.title
  return { told: told.sort(), isKept: title === `by ${outcomes.findIndex(({ status }) => status === 'fulfilled')}` }
}
const oneCreated = { told: ['created', ...Array.from({ length: 11 }, () => 'exists')], isKept: true }

/** A pseudo-random order of the same ids per writer. */
const shuffled = (lines: readonly ItemLine[], seed: number) =>
  lines.map((line, at) => ({ line, key: (at * 7919 + seed * 104_729) % 1_009 })).sort((a, b) => a.key - b.key)

describe('twelve writers at once', () => {
  it('who may only create an item: exactly one creates it, and nobody overwrites it', async () => {
    for (let trial = 0; trial < 20; trial++) expect(await raceToCreate(`new ${trial}`)).toEqual(oneCreated)
  })

  it('who may only create an item that was deleted: exactly one creates it', async () => {
    for (let trial = 0; trial < 10; trial++) {
      const id = `deleted ${trial}`
      await createOnly(id, 'first')
      await deleteItem(tenant, id)
      expect(await raceToCreate(id)).toEqual(oneCreated)
    }
  })

  it('who each build on what is there: no change is lost', async () => {
    const count = (current: VersionedItem | undefined) => ({
      title: 'Counter',
      attributes: { writes: Number(current?.item.attributes?.writes ?? 0) + 1 },
    })
    const outcomes = await Promise.all(writers.map(() => changeItem(tenant, 'counter', count)))
    expect((await readItem(tenant, 'counter'))?.item.attributes).toEqual({ writes: 12 })
    expect(outcomes.filter(({ writes }) => writes[0]?.isCreated)).toHaveLength(1)
  })

  it('who save the same items in different orders: all succeed', async () => {
    const lines = Array.from({ length: 400 }, (_, n) => ({ id: `shared ${n}`, title: `Item ${n}` }))
    for (let round = 0; round < 3; round++) {
      const saves = writers.map((writer) =>
        saveItems(
          tenant,
          shuffled(lines, writer + round).map(({ line }) => line),
        ),
      )
      for (const { writes } of await Promise.all(saves)) expect(writes).toHaveLength(400)
    }
  })
})

it('a transaction that keeps losing against others fails as overloaded, and the circuit stays closed', async () => {
  const mend = await faults.failWrites('catalog.items', '40001')
  await expect(saveItems(tenant, [{ id: 'a', title: 'A' }])).rejects.toMatchObject({
    code: 'overloaded',
    retryAfterSeconds: 1,
  })
  await mend()
  expect(database.policy.state).toBe('closed')
  expect((await saveItems(tenant, [{ id: 'a', title: 'A' }])).writes).toHaveLength(1)
})

it('two transactions that lock each other out both succeed', async () => {
  await saveItems(tenant, [
    { id: 'left', title: 'Left' },
    { id: 'right', title: 'Right' },
  ])
  const meeting = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const lockBoth = (mine: number, ids: readonly string[]) =>
    tenant.transaction('lock', async (sql) => {
      for (const id of ids) {
        await sql`update catalog.items set title = 'locked' where id = ${id}`
        meeting[mine]?.resolve()
        await meeting[1 - mine]?.promise
      }
    })
  await Promise.all([lockBoth(0, ['left', 'right']), lockBoth(1, ['right', 'left'])])
  expect((await readItem(tenant, 'left'))?.item.title).toBe('locked')
})
