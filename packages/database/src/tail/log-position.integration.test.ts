import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import { atHorizon, type LogPosition, readHorizon } from './log-position.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const reader = createDatabase({ url: roleUrl('prediction'), applicationName: 'reader', pool: 1 })
const writers = postgres(roleUrl('prediction'), { max: 2 })
beforeEach(() => owner`truncate behaviour.events`)
afterAll(() => Promise.all([owner.end(), reader.close(), writers.end()]))

/** Writes an event on a connection of its own, in a transaction that stays open until `end`. */
async function beginWrite(itemId: string) {
  const written = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<'commit' | 'roll back'>()
  const transaction = writers.begin(async (sql) => {
    await sql`select set_config('inkling.tenant_id', 'acme', true)`
    await sql`insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at)
      values ('acme', ${itemId}, 'view', 'ann', ${itemId}, now())`
    written.resolve()
    if ((await ending.promise) === 'roll back') throw new Error('roll back')
  })
  await written.promise
  return async (how: 'commit' | 'roll back') => {
    ending.resolve(how)
    await transaction.catch(() => {})
  }
}

const inAcme = <T>(run: (sql: Sql) => Promise<T>) => reader.background('acme').transaction('test', run)
const start = () => inAcme(async (sql) => atHorizon(await readHorizon(sql)))
const itemsOf = (rows: readonly { item_id: string }[]) => rows.map((row) => row.item_id)

/** Reads as every tail does: in the order of (xid, seq), below the horizon. */
const readAfter = ({ xid, seq }: LogPosition) =>
  inAcme(async (sql) => {
    const horizon = await readHorizon(sql)
    const rows = await sql<{ item_id: string }[]>`
      select item_id from behaviour.events
      where tenant_id = 'acme' and (xid, seq) > (${String(xid)}::xid8, ${seq}) and xid < ${String(horizon)}::xid8
      order by xid, seq`
    return { items: itemsOf(rows), next: atHorizon(horizon) }
  })

/** Reads in the obvious order: that of a sequence. */
const readBySequence = (after: bigint) =>
  inAcme(async (sql) => {
    const rows = await sql<{ item_id: string; seq: bigint }[]>`
      select item_id, seq from behaviour.events where tenant_id = 'acme' and seq > ${after} order by seq`
    return { items: itemsOf(rows), next: rows.at(-1)?.seq ?? after }
  })

describe('a transaction that commits late', () => {
  it('a reader of the sequence alone skips a transaction that commits late', async () => {
    const endLate = await beginWrite('late')
    const endQuick = await beginWrite('quick')
    await endQuick('commit')
    const { items, next } = await readBySequence(0n)
    expect(items).toEqual(['quick'])
    await endLate('commit')
    expect((await readBySequence(next)).items).toEqual([])
  })

  it('the tail never skips a transaction that commits late: it holds back the later ones', async () => {
    const from = await start()
    const endLate = await beginWrite('late')
    const endQuick = await beginWrite('quick')
    await endQuick('commit')
    const early = await readAfter(from)
    expect(early.items).toEqual([])
    await endLate('commit')
    const all = await readAfter(early.next)
    expect(all.items).toEqual(['late', 'quick'])
    expect((await readAfter(all.next)).items).toEqual([])
  })

  it('a transaction that rolls back leaves nothing behind and holds nothing back', async () => {
    const from = await start()
    const endLate = await beginWrite('late')
    const endQuick = await beginWrite('quick')
    await endQuick('commit')
    await endLate('roll back')
    expect((await readAfter(from)).items).toEqual(['quick'])
  })
})

it('a reader does not read again transactions that committed before it started', async () => {
  const end = await beginWrite('before')
  await end('commit')
  expect((await readAfter(await start())).items).toEqual([])
})

it('a long read holds nothing back', async () => {
  const from = await start()
  await owner.begin(async (sql) => {
    await sql`select from behaviour.events`
    const end = await beginWrite('seen')
    await end('commit')
    expect((await readAfter(from)).items).toEqual(['seen'])
  })
})
