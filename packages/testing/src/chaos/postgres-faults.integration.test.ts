import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { testDatabase } from '../test-database.ts'
import { PostgresFaults } from './postgres-faults.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const faults = new PostgresFaults(ownerUrl)
const service = postgres(roleUrl('search'), { max: 1, backoff: false })
afterAll(() => Promise.all([faults.close(), service.end()]))

const read = () => service`select 1 as one`
const write = () =>
  service.begin(async (sql) => {
    await sql`select set_config('inkling.tenant_id', 'acme', true)`
    await sql`insert into catalog.items (tenant_id, id, title) values ('acme', gen_random_uuid(), 'Tea')`
  })
/** The client sees the SQLSTATE, or the end of the connection if that is faster. */
const ended = /^(57P01|CONNECTION_CLOSED)$/

/** The first statement after connections ended may meet the old connection. */
const reconnect = () => read().catch(() => {})

it('terminated backends end the statements of a service, which can connect again', async () => {
  await read()
  const sleeping = expect(service`select pg_sleep(600)`).rejects.toMatchObject({ code: expect.stringMatching(ended) })
  await expect.poll(() => faults.terminateBackends()).toBeGreaterThan(0)
  await sleeping
  await reconnect()
  await expect(read()).resolves.toHaveLength(1)
})

it('a read-only database serves reads and fails writes with 25006 until that is undone', async () => {
  const undo = await faults.makeReadOnly()
  await reconnect()
  await expect(read()).resolves.toHaveLength(1)
  await expect(write()).rejects.toMatchObject({ code: '25006' })
  await undo()
  await reconnect()
  await write()
})

it('a database that refuses connections fails them with 53300 until that is undone', async () => {
  const undo = await faults.refuseConnections()
  await reconnect()
  await expect(read()).rejects.toMatchObject({ code: '53300' })
  await undo()
  await reconnect()
  await expect(read()).resolves.toHaveLength(1)
})

it.each(['40001', '53100'])('writes of a table fail with %s until that is undone', async (sqlState) => {
  const undo = await faults.failWrites('catalog.items', sqlState)
  await expect(write()).rejects.toMatchObject({ code: sqlState })
  await undo()
  await write()
})

it('a SQLSTATE that is none is rejected', async () => {
  await expect(faults.failWrites('catalog.items', "';--")).rejects.toThrow("got ';--")
})
