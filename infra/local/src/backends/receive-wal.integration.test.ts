import { mkdtempSync } from 'node:fs'
import { chmod, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine, openEngine, openPlace, restore, takeBackup } from '@inkling/backup'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'
import { queryOnce } from '../../test/query-once.ts'
import { pruneWal } from './receive-wal.ts'
import { removeDataFolder } from './remove-data-folder.ts'
import { requireBackupEngine } from './require-binary.ts'
import { startPostgres } from './start-postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-wal-'))
await chmod(folder, 0o711)
const walFolder = join(folder, 'other-disk')
const backups = { dir: join(folder, 'backup'), engine: requireBackupEngine(), passphrase: 'test', walFolder }
const server = await startPostgres({ dir: join(folder, 'postgres'), backups })
const place = await openPlace(backups.dir)
const nowMs = Date.now
afterAll(async () => {
  await server.stop()
  await removeDataFolder(folder)
})

const query = (statement: string) => queryOnce(server.url(), statement)

it('every acknowledged commit is there after Postgres is killed and its disk thrown away', async () => {
  await query('create table kept (id int)')
  await takeBackup({ engine: openEngine(place), repositories: [1], nowMs })
  const writer = postgres(server.url(), { max: 4, onnotice: () => undefined })
  const acknowledged = new Set<number>()
  let next = 0
  const write = async () => {
    for (;;) {
      const id = next++
      await writer`insert into kept values (${id})`
      acknowledged.add(id)
    }
  }
  const writing = Promise.allSettled([1, 2, 3, 4].map(write))
  await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(300), { timeout: 30_000 })
  server.kill()
  await rm(place.dataFolder, { recursive: true, force: true })
  await server.stop()
  await writer.end({ timeout: 0 })
  await writing
  await rm(place.dataFolder, { recursive: true, force: true })

  await restore(place, { toMs: undefined, nowMs })
  await server.start()
  const held = new Set((await query('select id from kept')).map(({ id }) => id))
  expect([...acknowledged].filter((id) => !held.has(id))).toEqual([])
  await query('insert into kept values (-1)')
}, 120_000)

/** The id of the process. */
async function findReceiver(): Promise<number> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1)
  for (const pid of pids) {
    const line = await commandLine(pid)
    if (line.includes('pg_receivewal') && line.includes(walFolder)) return pid
  }
  throw new Error('nothing receives the WAL')
}

it('a write fails while nothing receives the WAL, and the next one succeeds', async () => {
  const database = createDatabase({ url: server.url(), applicationName: 'test', pool: 1, policy: { retries: 0 } })
  const write = () =>
    database.platform({ name: 'write', deadline: new Deadline(1_000) }, (sql) => sql`insert into kept values (-2)`)
  await write()
  const receiver = await findReceiver()
  process.kill(receiver, 'SIGSTOP')
  await expect(write()).rejects.toMatchObject({
    code: expect.stringMatching(/dependency_unavailable|deadline_exceeded/),
  })
  process.kill(receiver, 'SIGCONT')
  await vi.waitFor(write, { timeout: 20_000, interval: 200 })
  await database.close()
}, 60_000)

it('what the archive holds is deleted from the other disk', async () => {
  for (let n = 0; n < 3; n++) await query('insert into kept values (-3); select pg_switch_wal()')
  const finished = async () => (await readdir(walFolder)).filter((name) => /^[\dA-F]{24}$/.test(name))
  await vi.waitFor(
    async () => {
      await pruneWal({ folder: walFolder, url: () => server.url() })
      expect((await finished()).length).toBeLessThan(2)
    },
    { timeout: 20_000, interval: 500 },
  )
})

it('a start without the other disk keeps no WAL for it', async () => {
  await server.stop()
  const { dir, engine, passphrase } = backups
  const again = await startPostgres({ dir: join(folder, 'postgres'), backups: { dir, engine, passphrase } })
  const sql = postgres(again.url(), { max: 1, onnotice: () => undefined })
  expect(await sql`select slot_name from pg_replication_slots`.finally(() => sql.end())).toEqual([])
  await again.stop()
})

it('a new database does not begin with the WAL of another one on the other disk', async () => {
  const other = { ...backups, dir: join(folder, 'other-backup') }
  await expect(startPostgres({ dir: join(folder, 'other'), backups: other })).rejects.toThrow(
    `BACKUP_WAL_FOLDER, ${walFolder}, holds the WAL of another database`,
  )
})
