import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createDatabase } from '@inkling/database'
import { migrate, removeDataFolder, requireBackupEngine, startPostgres } from '@inkling/local'
import { metricSamples } from '@inkling/service-kit'
import { backupMetrics, createLogger } from '@inkling/telemetry'
import { temporaryFolder } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { WalWatch } from './wal-watch.ts'

const folder = await temporaryFolder()
const backups = { dir: join(folder, 'backup'), engine: requireBackupEngine(), passphrase: 'test' }
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, backups })
await migrate(server.url('inkling'))
const database = createDatabase({ url: server.url('inkling'), applicationName: 'test', pool: 1 })
let nowMs = Date.now()
const logger = createLogger({ service: 'test', level: 'silent' })
const watch = new WalWatch({ database, metrics: backupMetrics(), logger, nowMs: () => nowMs })
watch.close()
afterAll(async () => {
  await database.close()
  await server.stop()
  await removeDataFolder(folder)
})

const sql = <T extends object>(statement: string) =>
  database.platform({ name: 'test' }, (run) => run.unsafe<T[]>(statement))
const archived = async () => {
  const [row] = await sql<{ count: number }>('select archived_count::int as count from pg_stat_archiver')
  return row?.count ?? 0
}
const unarchivedSeconds = async () => (await metricSamples(['inkling_wal_unarchived_seconds']))[0]?.value

it('has what was written archived after the time that Postgres is to take, also right after its start', async () => {
  await sql('create table kept (id int)')
  await watch.look()
  const before = await archived()
  await sql('insert into kept values (1)')
  nowMs += 34_000
  await watch.look()
  expect(await archived()).toBe(before)
  nowMs += 2_000
  await watch.look()
  await vi.waitFor(async () => expect(await archived()).toBe(before + 1), { timeout: 20_000, interval: 100 })
  expect(await unarchivedSeconds()).toBe(0)
})

it('the role of the worker may have a new file begun', async () => {
  const may = await sql(`select has_function_privilege('inkling_worker', 'pg_switch_wal()', 'execute') as it`)
  expect(may).toEqual([{ it: true }])
})

it('begins no new file while nothing is written', async () => {
  await watch.look()
  const before = await archived()
  nowMs += 600_000
  await watch.look()
  await watch.look()
  expect(await archived()).toBe(before)
})

it('measures for how long nothing was archived if it may not have a new file begun', async () => {
  await sql("create role stranger login password 'test' in role inkling_suggestion")
  const url = server.url('inkling').replace(/\/\/[^@]+@/, '//stranger:test@')
  const stranger = createDatabase({ url, applicationName: 'test', pool: 1 })
  const own = new WalWatch({ database: stranger, metrics: backupMetrics(), logger, nowMs: () => nowMs })
  own.close()
  await own.look()
  await sql('insert into kept values (2)')
  nowMs += 200_000
  await own.look()
  expect(await unarchivedSeconds()).toBeGreaterThan(199)
  await stranger.close()
})

it('measures for how long Postgres has failed to archive, while it serves on', async () => {
  await rm(join(backups.dir, 'repository/archive'), { recursive: true })
  await sql('insert into kept values (3)')
  await sql('select pg_switch_wal()')
  await vi.waitFor(
    async () => {
      await watch.look()
      expect(await unarchivedSeconds()).toBeGreaterThan(0)
    },
    { timeout: 20_000, interval: 200 },
  )
  await sql('insert into kept values (4)')
})
