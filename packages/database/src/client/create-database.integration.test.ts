import { Deadline } from '@inkling/resilience'
import { ChaosProxy, testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createDatabase, type Database, type DatabaseOptions } from './create-database.ts'
import type { Sql } from './tenant-database.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const link = await ChaosProxy.start(roleUrl('search'))
const owner = postgres(ownerUrl, { max: 1 })
const databases: Database[] = []
afterEach(() => void vi.useRealTimers())
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()))
  await owner.end()
  await link.stop()
})

/** One connection, so that each transaction meets the state that the one before left behind. */
function open(url = roleUrl('search'), policy: DatabaseOptions['policy'] = {}, pool = 1) {
  const database = createDatabase({ url, applicationName: 'database-test', pool, policy })
  databases.push(database)
  return database
}

const work = { name: 'test' }
const one = (sql: Sql) => sql`select 1 as one`
const unavailable = { code: 'dependency_unavailable', retryAfterSeconds: 2 }

describe('a transaction', () => {
  it('a transaction is rolled back when its work fails, and throws the error as it is', async () => {
    const database = open()
    const insert = (sql: Sql) => sql`insert into catalog.items (tenant_id, id, title) values ('acme', 'tea', 'Tea')`
    const twice = database.background('acme').transaction('test', async (sql) => {
      await insert(sql)
      await insert(sql)
    })
    await expect(twice).rejects.toMatchObject({ code: '23505' })
    expect(await owner`select id from catalog.items`).toEqual([])
    expect(database.policy.state).toBe('closed')
  })

  it('a transaction leaves neither its tenant nor its time limits on the connection', async () => {
    const settings = `
      select control.current_tenant() as tenant, current_setting('statement_timeout') as timeout,
        current_setting('idle_in_transaction_session_timeout') as idle`
    const deadline = new Deadline(4_000, () => 0)
    const caller = { principal: { tenantId: 'acme' }, deadline }
    const results = await open()
      .of(caller)
      .transaction('test', (sql) =>
        sql.unsafe<{ tenant: string | null; timeout: string; idle: string }[][]>(`${settings}; commit; ${settings}`),
      )
    expect(results[0]?.[0]).toEqual({ tenant: 'acme', timeout: '4s', idle: '1min' })
    expect(results.at(-1)?.[0]).toEqual({ tenant: null, timeout: '0', idle: '0' })
  })
})

describe('the deadline of a caller', () => {
  const hurried = () => ({ principal: { tenantId: 'acme' }, deadline: new Deadline(100) })

  it('rejects the call, and ends its statement in Postgres too', async () => {
    const database = open()
    const sleep = database.of(hurried()).transaction('test', (sql) => sql`select pg_sleep(600)`)
    await expect(sleep).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await database.platform(work, one)).toEqual([{ one: 1 }])
  })

  it('ends a transaction of several statements, and rolls it back', async () => {
    const database = open()
    await database.platform(work, one)
    const sent = vi.fn()
    const ended = Promise.withResolvers<unknown>()
    const caller = { principal: { tenantId: 'acme' }, deadline: new Deadline(500) }
    const call = database.of(caller).transaction('test', async (sql) => {
      try {
        for (let statement = 0; statement < 100; statement++) {
          sent()
          await sql`select pg_sleep(0.03)`
        }
      } catch (error) {
        ended.resolve(error)
        throw error
      }
    })
    await expect(call).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await ended.promise).toMatchObject({ code: 'deadline_exceeded' })
    expect(sent.mock.calls.length).toBeLessThan(50)
    expect(await database.platform(work, one)).toEqual([{ one: 1 }])
  })

  it('drops work that has not begun by then, also if a connection becomes free later', async () => {
    const database = open()
    const gate = Promise.withResolvers<void>()
    const holder = database.background('acme').transaction('test', () => gate.promise)
    const late = vi.fn(one)
    await expect(database.of(hurried()).transaction('test', late)).rejects.toMatchObject({ code: 'deadline_exceeded' })
    gate.resolve()
    await holder
    expect(await database.platform(work, one)).toEqual([{ one: 1 }])
    expect(late).not.toHaveBeenCalled()
  })
})

describe('a Postgres that stops', () => {
  it('fails the statement under way, and later statements succeed', async () => {
    const database = open()
    const backend = Promise.withResolvers<number>()
    const sleep = database.platform(work, async (sql) => {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
      backend.resolve(row?.pid ?? 0)
      await sql`select pg_sleep(600)`
    })
    const ended = expect(sleep).rejects.toMatchObject(unavailable)
    await owner`select pg_terminate_backend(${await backend.promise})`
    await ended
    await database.platform(work, one).catch(() => {})
    expect(await database.platform(work, one)).toEqual([{ one: 1 }])
  })

  it('makes calls fail at once until it is back, and then they succeed again', async () => {
    const database = open(link.url, { firstHalfOpenAfterMs: 100 })
    await database.platform(work, one)
    await link.cut()
    for (let attempt = 0; database.policy.state !== 'open'; attempt++) {
      expect(attempt).toBeLessThan(5)
      await expect(database.platform(work, one)).rejects.toMatchObject(unavailable)
    }
    const untried = vi.fn(one)
    await expect(database.platform(work, untried)).rejects.toMatchObject(unavailable)
    expect(untried).not.toHaveBeenCalled()

    await link.mend()
    await vi.waitFor(async () => {
      await database.platform(work, one)
      expect(database.policy.state).toBe('closed')
    }, 20_000)
  })
})

describe('slow statements', () => {
  const openSlow = (url?: string) => open(url, { slowMs: 300, firstHalfOpenAfterMs: 50 }, 5)
  const sleep = (database: Database, seconds: number) =>
    database.platform(work, (sql) => sql`select pg_sleep(${seconds})`)

  it('leave the circuit closed, also if they take all connections of the pool, while Postgres answers', async () => {
    const database = openSlow()
    for (let n = 0; n < 2; n++) await sleep(database, 0.5)
    await Promise.all(Array.from({ length: 10 }, () => sleep(database, 0.5)))
    expect(database.policy.describe()).toMatchObject({ state: 'closed', counters: { slow: 12, opened: 0 } })
    expect(await database.platform(work, one)).toEqual([{ one: 1 }])
  })

  it('that reach the deadlines of their callers leave the circuit closed', async () => {
    const database = openSlow()
    const late = () => database.platform({ ...work, deadline: new Deadline(1_100) }, (sql) => sql`select pg_sleep(5)`)
    const results = await Promise.allSettled(Array.from({ length: 5 }, late))
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
    expect(database.policy.state).toBe('closed')
  })

  it('of a Postgres that hangs end before their deadlines, and others are refused at once until it answers', async () => {
    const hanging = await ChaosProxy.start(roleUrl('search'))
    const database = openSlow(hanging.url)
    await database.platform(work, one)
    hanging.stall()
    await expect(database.platform(work, one)).rejects.toMatchObject({ message: 'Postgres unavailable: it hangs' })
    const untried = vi.fn(one)
    await expect(database.platform(work, untried)).rejects.toMatchObject(unavailable)
    expect(untried).not.toHaveBeenCalled()
    await hanging.mend()
    await vi.waitFor(async () => expect(await database.platform(work, one)).toEqual([{ one: 1 }]), 20_000)
    await hanging.stop()
  })
})
