import { createDatabase, ReadReplicas } from '@inkling/database'
import { removeDataFolder, startPostgres, startStandby } from '@inkling/local'
import { Deadline } from '@inkling/resilience'
import { temporaryFolder } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeEach, expect, it } from 'vitest'

const folder = await temporaryFolder()
const server = await startPostgres({ dir: `${folder}/primary`, durable: false, replicable: true })
const standby = await startStandby({ dir: `${folder}/standby`, primary: server, durable: false })
const connect = (url: string) => postgres(url, { max: 1, onnotice: () => {} })
const [primarySql, standbySql] = [connect(server.url()), connect(standby.url())]
await primarySql`create table notes (said text)`
const options = { applicationName: 'test', pool: 2 }
const primary = createDatabase({ ...options, url: server.url() })
const replica = createDatabase({ ...options, url: standby.url(), isReplica: true, policyName: 'Postgres replica 1' })
let nowMs = 0
const staleMs = 1_000
const reports = new ReadReplicas({ primary, replicas: [replica], staleMs, clock: { now: () => nowMs } })
const caller = () => ({ principal: { tenantId: 'acme' }, deadline: new Deadline(20_000) })

afterAll(async () => {
  await Promise.all([primarySql.end(), standbySql.end(), reports.close(), primary.close()])
  await standby.stop()
  await server.stop()
  await removeDataFolder(folder)
})

/** Past the time for which a replica is left out. */
const later = () => {
  nowMs += 10_000
}
const isReplica = (seen?: { transactionId: bigint; cluster: string }) =>
  reports.of(caller(), seen).transaction('look', async (sql) => {
    const [row] = await sql<[{ yes: boolean }]>`select pg_is_in_recovery() as yes`
    return row.yes
  })
const write = (said: string) =>
  primary.of(caller()).transaction('say', async (sql) => {
    const [row] = await sql<
      [{ id: string }]
    >`insert into notes values (${said}) returning pg_current_xact_id()::text as id`
    return { transactionId: BigInt(row.id), cluster: primary.cluster }
  })
const replayed = () =>
  expect
    .poll(async () => {
      later()
      await reports.sample()
      return isReplica()
    })
    .toBe(true)

beforeEach(async () => {
  await standbySql`select pg_wal_replay_resume()`
  await write('before')
  await replayed()
})

it('a report is read from the replica, and sees a write that the replica has replayed', async () => {
  const written = await write('told')
  await replayed()
  expect(await isReplica(written)).toBe(true)
})

it('a report that must see a write is read from the primary until the replica has replayed it', async () => {
  await standbySql`select pg_wal_replay_pause()`
  await expect.poll(() => standbySql`select pg_get_wal_replay_pause_state() as s`.then(([r]) => r?.s)).toBe('paused')
  const written = await write('unseen')
  expect(await isReplica(written)).toBe(false)
  // It is left out for a second, also for reads that it could answer.
  expect(await isReplica()).toBe(false)
  nowMs += staleMs - 1
  expect(await isReplica()).toBe(false)
})

it('a replica that lags more than the bound leaves the rotation, and is back when it has caught up', async () => {
  await standbySql`select pg_wal_replay_pause()`
  await expect.poll(() => standbySql`select pg_get_wal_replay_pause_state() as s`.then(([r]) => r?.s)).toBe('paused')
  await write('late')
  await reports.sample()
  // Until then it still has what the primary had within the bound.
  expect(await isReplica()).toBe(true)
  nowMs += staleMs + 1
  await reports.sample()
  expect(await isReplica()).toBe(false)
  await standbySql`select pg_wal_replay_resume()`
  await replayed()
})

it('while the replica is down, reports are read from the primary', async () => {
  await standby.stop()
  expect(await isReplica()).toBe(false)
  await standby.start()
  await replayed()
})
