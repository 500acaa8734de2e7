import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'
import { removeDataFolder } from '../backends/remove-data-folder.ts'
import { startPostgres } from '../backends/start-postgres.ts'
import { roleUrl } from '../database/grant-logins.ts'
import { readSecrets } from '../secrets/read-secrets.ts'
import { prepareDatabase } from './prepare-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-prepare-'))
await chmod(folder, 0o711)
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
const secrets = await readSecrets(folder)
const ownerUrl = server.url('inkling')
afterAll(async () => {
  await server.stop()
  await removeDataFolder(folder)
})

it('prepareDatabase creates the tenants and keys, and changes nothing when it runs again', async () => {
  await prepareDatabase(ownerUrl, secrets)
  await prepareDatabase(ownerUrl, secrets)
  const sql = postgres(ownerUrl, { max: 1 })
  const keys = await sql`
    select tenant_id, scopes from control.api_keys order by tenant_id desc, cardinality(scopes) desc`
  expect(keys).toEqual([
    { tenant_id: 'operator', scopes: ['admin', 'maintenance:read', 'ops:read', 'ops:write'] },
    { tenant_id: 'demo', scopes: expect.arrayContaining(['items:write', 'predictions:read']) },
    { tenant_id: 'demo', scopes: expect.not.arrayContaining(['items:write']) },
  ])
  await sql.end()
})

it.each([
  ['was revoked', "delete from control.api_keys where tenant_id = 'operator'"],
  ['has ended', "update control.api_keys set expires_at = '2020-01-01' where tenant_id = 'operator'"],
  ['is of a suspended tenant', "update control.tenants set status = 'suspended' where id = 'operator'"],
  ['is of an erased tenant', "update control.tenants set status = 'erased', name = '' where id = 'operator'"],
])('prepareDatabase puts the admin key into force again if the last one %s', async (_name, loss) => {
  const sql = postgres(ownerUrl, { max: 1 })
  await sql.unsafe(loss)
  await prepareDatabase(ownerUrl, secrets)
  const found = await sql`
    select k.id, k.expires_at, t.status from control.api_keys k join control.tenants t on t.id = k.tenant_id
    where t.id = 'operator'`
  expect(found).toEqual([{ id: secrets.operatorKey.split('_')[1], expires_at: null, status: 'active' }])
  await sql.end()
})

it('prepareDatabase leaves an ended admin key as it is while another is in force', async () => {
  const sql = postgres(ownerUrl, { max: 1 })
  await sql`
    insert into control.api_keys (tenant_id, id, name, secret_hash, scopes)
    values ('operator', 'successor', 'S', 'x', '{admin}')`
  await sql`update control.api_keys set expires_at = '2020-01-01' where tenant_id = 'operator' and id <> 'successor'`
  await prepareDatabase(ownerUrl, secrets)
  const ended = await sql`select from control.api_keys where tenant_id = 'operator' and expires_at < now()`
  expect(ended).toHaveLength(1)
  await sql.end()
})

it('the gateway can log in as its own role and read the hash of a key', async () => {
  const [, id = '', secret = ''] = secrets.demoKey.split('_')
  const gateway = postgres(roleUrl(ownerUrl, 'gateway', secrets.passwords), { max: 1 })
  const [key] = await gateway`select tenant_id, secret_hash from control.api_keys where id = ${id}`
  expect(key).toEqual({ tenant_id: 'demo', secret_hash: createHash('sha256').update(secret).digest() })
  await gateway.end()
})
