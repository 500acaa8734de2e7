import { mkdtempSync } from 'node:fs'
import { chmod, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine, openPlace, recover, repositoriesOf, restore, takeBackup } from '@inkling/backup'
import { afterAll, expect, it } from 'vitest'
import { queryOnce } from '../../test/query-once.ts'
import { removeDataFolder } from './remove-data-folder.ts'
import { requireBackupEngine } from './require-binary.ts'
import { startPostgres } from './start-postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-backups-'))
await chmod(folder, 0o711)
const second = join(folder, 'elsewhere')
const backups = { dir: join(folder, 'backup'), engine: requireBackupEngine(), passphrase: 'test', second }
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, backups })
const place = await openPlace(backups.dir)
const engine = openEngine(place)
const nowMs = Date.now

afterAll(async () => {
  await server.stop()
  await removeDataFolder(folder)
})

const query = (statement: string, url = server.url()) => queryOnce(url, statement)

const take = (kind?: 'full') => takeBackup({ engine, repositories: repositoriesOf(place), kind, nowMs })

/** Says what the table holds. */
const summary = `select count(*)::int as rows, md5(string_agg(id || text, ',' order by id)) as checksum from kept`
/** Of the server, in ms; later than all commits before. */
const serverTime = async () => Number((await query('select extract(epoch from clock_timestamp()) * 1000 as ms'))[0]?.ms)

async function damage(repository: string) {
  const files = await readdir(repository, { recursive: true, withFileTypes: true })
  const bundles = files.filter((file) => file.isFile() && file.parentPath.endsWith('bundle'))
  for (const { parentPath, name } of bundles) await truncate(join(parentPath, name), 1_000)
}

/** Where a restore beside the cluster goes. */
let places = 0
const emptyFolder = () => join(place.folder, `restored-${places++}`)

async function summaryOf(data: string) {
  const recovered = await recover({ place, data, settings: { archive_mode: 'off' } })
  const url = Object.assign(new URL(server.url()), { port: String(recovered.port) }).href
  return query(summary, url).finally(recovered.stop)
}

it('restore says that there is no backup before the first one', async () => {
  await expect(restore(place, { toMs: nowMs(), into: emptyFolder(), nowMs })).rejects.toThrow(
    'There is no backup to restore. Take one: inkling backup.',
  )
})

it('takes a full backup first and then incremental ones, into both repositories, each verified', async () => {
  await query(`create table kept as select id, md5(id::text) as text from generate_series(1, 5000) id`)
  const first = await take()
  expect(first.map(({ repository, kind, faults }) => ({ repository, kind, faults }))).toEqual([
    { repository: 1, kind: 'full', faults: [] },
    { repository: 2, kind: 'full', faults: [] },
  ])
  const next = await take()
  expect(next.map(({ kind }) => kind)).toEqual(['incremental', 'incremental'])
  expect(next[0]?.storedBytes).toBeLessThan((first[0]?.storedBytes ?? 0) / 10)
  const listed = await engine.list()
  expect(listed).toHaveLength(4)
  expect(listed.every(({ verifiedAtMs = 0, endedAtMs }) => verifiedAtMs >= endedAtMs)).toBe(true)
})

it('restores beside the running cluster to a moment between two commits, equal by count and checksum', async () => {
  const [before] = await query(summary)
  const toMs = await serverTime()
  await query('delete from kept where id % 2 = 0')
  await query('select pg_switch_wal()')
  const restored = await restore(place, { toMs, into: emptyFolder(), nowMs })
  expect(restored).toMatchObject({ reachedTarget: true, backup: { kind: 'incremental' } })
  expect(await summaryOf(restored.folder)).toEqual([before])
  expect(await query('select count(*)::int as rows from kept')).toEqual([{ rows: 2500 }])
})

it('restores all that is archived if nothing was written since, and says so', async () => {
  await query('select pg_switch_wal()')
  const restored = await restore(place, { toMs: await serverTime(), into: emptyFolder(), nowMs })
  expect(restored.reachedTarget).toBe(false)
  expect(await summaryOf(restored.folder)).toEqual(await query(summary))
})

it.each([
  ['into the future', () => ({ toMs: nowMs() + 60_000, into: emptyFolder() }), '--to .+ is in the future. Give a time'],
  ['to before the first backup', () => ({ toMs: 1, into: emptyFolder() }), 'before the end of the first backup. Give'],
  [
    'onto a running cluster',
    () => ({ toMs: undefined }),
    'Postgres runs on .+ Stop Inkling first, or .+ --into FOLDER',
  ],
  ['into a folder that is not empty', () => ({ toMs: undefined, into: folder }), '--into .+ is not empty. Give'],
])('refuses to restore %s', async (_, request, message) => {
  await expect(restore(place, { ...request(), nowMs })).rejects.toThrow(new RegExp(message))
})

it('passes over backups that were damaged since they were verified', async () => {
  await damage(join(second, 'backup/inkling'))
  const notes: string[] = []
  const restored = await restore(place, {
    toMs: undefined,
    into: emptyFolder(),
    nowMs,
    onStep: (step) => notes.push(step),
  })
  expect(restored.backup.repository).toBe(1)
  expect(notes).toContainEqual(expect.stringContaining('is damaged'))
  expect(await summaryOf(restored.folder)).toEqual(await query(summary))
})

it('finds a damaged backup, no longer counts it as verified, and takes a full one next', async () => {
  await expect(take()).rejects.toThrow(/in repository 2 is damaged. Look at the disk/)
  const verified = (await engine.list()).filter(({ verifiedAtMs }) => verifiedAtMs !== undefined)
  expect(new Set(verified.map(({ repository }) => repository))).toEqual(new Set([1]))
  expect((await take())[1]?.kind).toBe('full')
})

it('fails and says why if the disk of a repository is full; older backups and Postgres are as they were', async () => {
  const limited = join(place.folder, 'limited')
  // Blocks of 512 bytes. Without the signal, a file that is too large is an error like that of a full disk.
  await writeFile(limited, `#!/bin/sh\ntrap '' XFSZ\nulimit -f 16\nexec ${place.engine} "$@"\n`, { mode: 0o755 })
  const full = openEngine({ ...place, engine: limited })
  const before = await engine.list()
  await expect(takeBackup({ engine: full, repositories: [1], kind: 'full', nowMs })).rejects.toThrow(
    'A repository takes no more; its disk may be full: free space there',
  )
  expect(await engine.list()).toEqual(before)
  await query('insert into kept values (0, md5(0::text))')
  await query('delete from kept where id = 0')
  expect((await take('full'))[0]).toMatchObject({ repository: 1, kind: 'full', faults: [] })
})

it('restores onto the place of a cluster whose data is lost, which then archives and is backed up again', async () => {
  const [before] = await query(summary)
  await server.stop()
  await rm(join(folder, 'postgres'), { recursive: true })
  const restored = await restore(place, { toMs: undefined, nowMs })
  expect(restored).toMatchObject({ replaced: undefined, folder: join(folder, 'postgres/data') })
  await server.start()
  expect(await query(summary)).toEqual([before])
  await query('select pg_switch_wal()')
  expect((await take('full')).map(({ kind }) => kind)).toEqual(['full', 'full'])
})

it('keeps the data that a restore replaces, beside it', async () => {
  const toMs = await serverTime()
  await query('drop table kept')
  await server.stop()
  const restored = await restore(place, { toMs, nowMs })
  expect(await readdir(restored.replaced ?? '')).toContain('PG_VERSION')
  await server.start()
  expect(await query('select count(*)::int as rows from kept')).toEqual([{ rows: 2500 }])
})

it('restores all that was committed if Postgres was killed and its data is still there', async () => {
  await query('create table late as select 1 as id')
  await query('select pg_switch_wal()')
  await query('insert into late values (2)')
  server.kill()
  await server.stop()
  const restored = await restore(place, { toMs: undefined, nowMs })
  expect(restored).toMatchObject({ reachedTarget: true, replaced: expect.any(String) })
  await server.start()
  expect(await query('select id from late order by id')).toEqual([{ id: 1 }, { id: 2 }])
})

it('follows the timeline that was in service at the time, also one that an earlier restore abandoned', async () => {
  const idsAt = async (toMs: number) => {
    const restored = await restore(place, { toMs, into: emptyFolder(), nowMs })
    const recovered = await recover({ place, data: restored.folder, settings: { archive_mode: 'off' } })
    const url = Object.assign(new URL(server.url()), { port: String(recovered.port) }).href
    return (await query('select id from late order by id', url).finally(recovered.stop)).map(({ id }) => id)
  }
  const write = async (id: number) => {
    await query(`insert into late values (${id})`)
    await query('select pg_switch_wal()')
    return serverTime()
  }
  const backInPlace = async (toMs: number) => {
    await server.stop()
    const { timeline } = await restore(place, { toMs, nowMs })
    await server.start()
    return timeline
  }
  const takeOne = () => takeBackup({ engine, repositories: [1], nowMs })
  await takeOne()
  const first = await write(3)
  const abandoned = await write(4)
  const before = await backInPlace(first)
  // A second restore into the same segment: the archive takes the WAL that follows.
  expect(await backInPlace(first)).toBe(before)
  expect((await takeOne()).map(({ timeline }) => timeline)).toEqual([before + 2])
  expect(await idsAt(abandoned)).toEqual([1, 2, 3, 4])
  expect(await idsAt(await write(5))).toEqual([1, 2, 3, 5])
  const timelines = await engine.timelines(1)
  expect(timelines.map(({ id }) => id)).toEqual(expect.arrayContaining([before + 1, before + 2]))
}, 180_000)
