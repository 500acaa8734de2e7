import { Worker } from 'node:worker_threads'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'
import { createDatabase } from './create-database.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'aborted', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.end()]))

const isAsleep = async (name: string) => {
  const rows = await owner`
    select from pg_stat_activity
    where application_name like ${`${name}%`} and state = 'active' and wait_event = 'PgSleep'`
  return rows.length > 0
}
const until = (name: string, asleep: boolean, timeout = 10_000) =>
  vi.waitFor(async () => expect(await isAsleep(name)).toBe(asleep), { timeout, interval: 20 })

it('an abort cancels the statement that Postgres works on, and rejects with its reason', async () => {
  const cancelled = new AbortController()
  const sleeping = database
    .background('acme', cancelled.signal)
    .transaction('sleep', (sql) => sql`select pg_sleep(25) where ${sql`true`}`)
  const reason = new Error('cancelled')
  const rejected = expect(sleeping).rejects.toBe(reason)
  await until('aborted', true)
  cancelled.abort(reason)
  await rejected
  await until('aborted', false, 2_000)
  expect(database.policy.state).toBe('closed')
  expect(await database.background('acme').transaction('later', (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

it('an abort cancels a statement of a text', async () => {
  const cancelled = new AbortController()
  const sleeping = database
    .background('acme', cancelled.signal)
    .transaction('sleep', (sql) => sql.unsafe('select pg_sleep($1)', [25]))
  const rejected = expect(sleeping).rejects.toThrow('stopped')
  await until('aborted', true)
  cancelled.abort(new Error('stopped'))
  await rejected
})

it('an abort at any time rejects with its reason, and hits no later statement', async () => {
  for (let round = 0; round < 60; round++) {
    const stopping = new AbortController()
    const busy = database.background('acme', stopping.signal).transaction('count', async (sql) => {
      setTimeout(() => stopping.abort(new Error('stopped')), round % 6)
      for (;;) await sql`select 1`
    })
    await expect(busy).rejects.toThrow('stopped')
    await database.background('acme').transaction('later', (sql) => sql`select pg_sleep(0.004)`)
  }
})

it('after an abort no statement is sent', async () => {
  const aborted = AbortSignal.abort(new Error('cancelled'))
  const sent = vi.fn()
  const transaction = database.background('acme', aborted).transaction('none', async () => sent())
  await expect(transaction).rejects.toBe(aborted.reason)
  expect(sent).not.toHaveBeenCalled()
})

it('Postgres ends the statement of a thread that was terminated within 2 s', async () => {
  const thread = new Worker(
    `import(${JSON.stringify(new URL('create-database.ts', import.meta.url).href)}).then(({ createDatabase }) =>
      createDatabase({ url: ${JSON.stringify(roleUrl('worker'))}, applicationName: 'thread', pool: 1 })
        .background('acme').transaction('sleep', (sql) => sql\`select pg_sleep(25)\`))`,
    { eval: true },
  )
  await until('thread', true, 20_000)
  await thread.terminate()
  await until('thread', false, 2_000)
  expect(await isAsleep('thread')).toBe(false)
})
