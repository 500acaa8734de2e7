import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { openEngine, openPlace } from '@inkling/backup'
import { createDatabase } from '@inkling/database'
import { migrate, removeDataFolder, requireBackupEngine, startPostgres } from '@inkling/local'
import { metricSamples } from '@inkling/service-kit'
import { backupMetrics, createLogger } from '@inkling/telemetry'
import { temporaryFolder } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { BackupWatch } from '../adapters/backup-watch.ts'
import { backupJob } from './backup.job.ts'
import { drillJob } from './drill.job.ts'

const folder = await temporaryFolder()
const backups = { dir: join(folder, 'backup'), engine: requireBackupEngine(), passphrase: 'test' }
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, backups })
await migrate(server.url('inkling'))
const owner = createDatabase({ url: server.url('inkling'), applicationName: 'test', pool: 2 })
const logger = createLogger({ service: 'test', level: 'silent' })
const signal = new AbortController().signal
afterAll(async () => {
  await owner.close()
  await server.stop()
  await removeDataFolder(folder)
})

const sql = (statement: string) => owner.platform({ name: 'test' }, (run) => run.unsafe(statement))

/** Works while Postgres is written to, and its WAL is archived more often than every 30 s. */
async function underWrites<T>(work: () => Promise<T>): Promise<T> {
  let isOver = false
  const writing = (async () => {
    while (!isOver) {
      await sql(`update catalog.items set text = gen_random_uuid()::text where id = 'lamp'`)
      await sql(`insert into catalog.items (tenant_id, id, title) values ('acme', gen_random_uuid(), 'Desk')`)
      await sql(`delete from catalog.items where id in (select id from catalog.items where title = 'Desk' limit 1)`)
      await sql('select pg_switch_wal()')
    }
  })()
  return work().finally(() => {
    isOver = true
    return writing
  })
}

const drillNow = () => underWrites(() => drillJob(backups.dir, 'inkling', logger, signal))

it('fails before the first backup', async () => {
  await expect(drillNow()).rejects.toThrow(
    'There is no backup of the database in repository 1. Take one: inkling backup.',
  )
})

it('restores the newest backup, finds every table as it was, and predicts and searches from it', async () => {
  await sql(`insert into control.tenants (id, name, plan) values ('acme', 'Acme', 'starter')`)
  await sql(
    `insert into catalog.items (tenant_id, id, title) values ('acme', 'lamp', 'Lamp'), ('acme', 'oak', 'Table')`,
  )
  await sql(`
    insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
    select 'acme', gen_random_uuid(), 'view', 's' || n / 2, case n % 2 when 0 then 'lamp' else 'oak' end,
      now() - interval '1 minute' * n from generate_series(1, 40) n`)
  await backupJob(backups.dir, logger)({}, { signal })
  const { pid: ended } = spawnSync('true')
  const running = `scratch-${process.ppid}-1`
  for (const name of [`scratch-${ended}-1`, `scratch-${process.pid}-1`, running])
    await mkdir(join(backups.dir, name, 'data'), { recursive: true })
  const { answers, rows, tables, rpoMs, rtoMs } = await drillNow()
  expect(answers).toEqual({ predictedFor: 'acme', foundFor: 'acme' })
  expect(rows).toBeGreaterThan(40)
  expect(tables).toBeGreaterThan(20)
  expect(rpoMs).toBeGreaterThan(0)
  expect(rtoMs).toBeGreaterThan(0)
  // What drills left that were killed is gone, and nothing of one that runs.
  expect((await readdir(backups.dir)).filter((name) => name.startsWith('scratch-'))).toEqual([running])
  await rm(join(backups.dir, running), { recursive: true })
  const [newest] = await openEngine(await openPlace(backups.dir)).list()
  expect(newest?.drilled).toMatchObject({ rpoMs, rtoMs })
})

it('tells when a restore was last proved', async () => {
  const nowMs = () => Date.now() + 3_600_000
  const watch = new BackupWatch({ folder: backups.dir, metrics: backupMetrics(), logger, nowMs })
  await watch.look()
  watch.close()
  const [age] = await metricSamples(['inkling_backup_drill_age_seconds'])
  expect(age?.value).toBeGreaterThan(3_600)
  expect(age?.value).toBeLessThan(3_700)
  for (const name of ['inkling_backup_rpo_seconds', 'inkling_backup_rto_seconds'])
    expect((await metricSamples([name]))[0]?.value).toBeGreaterThan(0)
})

it('fails if the newest backup is damaged, also where an older one is not', async () => {
  await sql('create table grown as select gen_random_uuid() as id from generate_series(1, 20000)')
  await backupJob(backups.dir, logger)({}, { signal })
  const newest = (await openEngine(await openPlace(backups.dir)).list()).at(-1)
  const bundles = join(backups.dir, 'repository/backup/inkling', newest?.label ?? '', 'bundle')
  for (const name of await readdir(bundles)) await truncate(join(bundles, name), 1_000)
  await expect(drillNow()).rejects.toMatchObject({ name: 'BackupError', isDamage: true })
  expect((await readdir(backups.dir)).filter((name) => name.startsWith('scratch-'))).toEqual([])
})
