import { mkdtempSync } from 'node:fs'
import { appendFile, chmod, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drill, openEngine, openPlace, recover, repositoriesOf, restore, takeBackup } from '@inkling/backup'
import { afterAll, expect, it, vi } from 'vitest'
import { queryOnce } from '../../test/query-once.ts'
import { removeDataFolder } from './remove-data-folder.ts'
import { startPostgres } from './start-postgres.ts'

/** Without pgBackRest. */
const folder = mkdtempSync(join(tmpdir(), 'inkling-basic-'))
await chmod(folder, 0o711)
const backups = { dir: join(folder, 'backup'), passphrase: 'unused', second: join(folder, 'elsewhere') }
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, backups })
const place = await openPlace(backups.dir)
const engine = openEngine(place)
const nowMs = Date.now
afterAll(async () => {
  await server.stop()
  await removeDataFolder(folder)
})

const query = (statement: string, url = server.url()) => queryOnce(url, statement)

const take = (repositories = repositoriesOf(place)) => takeBackup({ engine, repositories, nowMs })
const ids = 'select id from kept order by id'
const serverTime = async () => Number((await query('select extract(epoch from clock_timestamp()) * 1000 as ms'))[0]?.ms)

async function write(id: number) {
  await query(`insert into kept values (${id})`)
  await query('select pg_switch_wal()')
  return serverTime()
}

/** Resolves once the repositories hold what was written. */
const untilArchived = () =>
  vi.waitFor(
    async () => {
      const [row] = await query(
        'select last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) as "isDone" from pg_stat_archiver',
      )
      expect(row?.isDone).toBe(true)
    },
    { timeout: 30_000 },
  )

it('restore says that there is no backup before the first one', async () => {
  await expect(restore(place, { toMs: nowMs(), into: join(folder, 'none'), nowMs })).rejects.toThrow(
    'There is no backup to restore. Take one: inkling backup.',
  )
})

it('takes whole backups into both repositories, each verified, and restores beside the cluster to a moment', async () => {
  await query('create table kept (id int)')
  const taken = await take()
  expect(taken.map(({ repository, kind, faults }) => ({ repository, kind, faults }))).toEqual([
    { repository: 1, kind: 'full', faults: [] },
    { repository: 2, kind: 'full', faults: [] },
  ])
  await write(1)
  const toMs = await write(2)
  await write(3)
  await untilArchived()
  const into = join(place.folder, 'restored')
  expect(await restore(place, { toMs, into, nowMs })).toMatchObject({ reachedTarget: true })
  const recovered = await recover({ place, data: into, settings: { archive_mode: 'off' } })
  const url = Object.assign(new URL(server.url()), { port: String(recovered.port) }).href
  expect(await query(ids, url).finally(recovered.stop)).toEqual([{ id: 1 }, { id: 2 }])
})

it('proves the newest backup by a drill', async () => {
  const onStep = (step: string) => {
    // Otherwise a quiet database archives every 30 s.
    if (step.startsWith('waiting')) void query('select pg_switch_wal()')
  }
  const { rows } = await drill(place, { database: 'postgres', ask: async () => 'asked', nowMs, onStep })
  expect(rows).toBe(3)
  expect((await engine.list()).some(({ drilled }) => drilled !== undefined)).toBe(true)
})

it('restores in place all that was committed, goes on to archive, and follows the timeline of a time', async () => {
  const abandoned = await write(4)
  server.kill()
  await server.stop()
  const { timeline } = await restore(place, { toMs: abandoned, nowMs })
  await server.start()
  expect(await query(ids)).toHaveLength(4)
  await write(5)
  const first = (await take([1]))[0]
  expect(first?.timeline).toBe(timeline + 1)
}, 120_000)

it('passes over a damaged backup for one that is not', async () => {
  const newest = (await engine.list()).filter(({ repository }) => repository === 2).at(-1)
  await appendFile(join(backups.second, 'basic/backup', newest?.label ?? '', 'data/PG_VERSION'), 'x')
  await expect(take()).resolves.toBeDefined()
  const notes: string[] = []
  const last = (await engine.list()).at(-1)
  await appendFile(join(backups.second, 'basic/backup', last?.label ?? '', 'data/PG_VERSION'), 'x')
  await restore(place, {
    toMs: undefined,
    into: join(place.folder, 'again'),
    nowMs,
    onStep: (step) => notes.push(step),
  })
  expect(notes).toContainEqual(expect.stringContaining('is damaged'))
})

it('keeps three backups in a repository', async () => {
  await take([1])
  expect(await readdir(join(place.folder, 'repository/basic/backup'))).toHaveLength(3)
}, 120_000)
