import { mkdtempSync } from 'node:fs'
import { chmod, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine, openPlace, restoreTenant, takeBackup } from '@inkling/backup'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { migrate } from '../database/migrate.ts'
import { removeDataFolder } from './remove-data-folder.ts'
import { requireBackupEngine } from './require-binary.ts'
import { startPostgres } from './start-postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-tenant-'))
await chmod(folder, 0o711)
const backups = { dir: join(folder, 'backup'), engine: requireBackupEngine(), passphrase: 'test' }
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, backups })
await migrate(server.url('inkling'))
const place = await openPlace(backups.dir)
const sql = postgres(server.url('inkling'), { max: 1, onnotice: () => undefined })
const nowMs = Date.now
afterAll(async () => {
  await sql.end()
  await server.stop()
  await removeDataFolder(folder)
})

const titles = () => sql`
  select tenant_id, id, title from catalog.items where deleted_at is null order by tenant_id collate "C", id`
const scratches = async () => (await readdir(place.folder)).filter((name) => name.startsWith('scratch-'))

/** The time of the server, of which all that was committed before is archived soon. */
async function moment() {
  const [row] = await sql<{ ms: number }[]>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as ms, pg_switch_wal()`
  return row?.ms ?? 0
}

it('restores one tenant of a backup to a moment after it, and leaves nothing on the disk', async () => {
  await sql`insert into control.tenants (id, name, plan) values ('shop', 'S', 'starter'), ('other', 'O', 'starter')`
  await takeBackup({ engine: openEngine(place), repositories: [1], nowMs })
  await sql`insert into catalog.items (tenant_id, id, title) values ('shop', 'a', 'Lamp'), ('other', 'a', 'Lamp')`
  const toMs = await moment()
  await sql`update catalog.items set title = 'Broken', xid = pg_current_xact_id()`
  await sql`insert into catalog.items (tenant_id, id, title) values ('shop', 'b', 'Junk'), ('other', 'b', 'Oak')`
  await moment()
  const restored = await restoreTenant(place, { tenantId: 'shop', toMs, database: 'inkling', nowMs })
  expect(restored).toMatchObject({ tenantId: 'shop', existed: true, reachedTarget: true })
  expect(await titles()).toEqual([
    { tenant_id: 'other', id: 'a', title: 'Broken' },
    { tenant_id: 'other', id: 'b', title: 'Oak' },
    { tenant_id: 'shop', id: 'a', title: 'Lamp' },
  ])
  expect(await sql`select kind from operations.runs where tenant_id = 'shop' order by kind`).toEqual([
    { kind: 'eraseUser' },
    { kind: 'reindex' },
    { kind: 'train' },
  ])
  expect(await scratches()).toEqual([])
}, 60_000)
