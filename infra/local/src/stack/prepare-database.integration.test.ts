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
  const keys = await sql`select tenant_id, scopes from control.api_keys order by tenant_id desc`
  expect(keys).toEqual([
    { tenant_id: 'operator', scopes: ['admin', 'maintenance:read', 'ops:read', 'ops:write'] },
    { tenant_id: 'demo', scopes: expect.arrayContaining(['events:write', 'predictions:read']) },
  ])
  await sql.end()
})

it('the gateway can log in as its own role and read the hash of a key', async () => {
  const [, id = '', secret = ''] = secrets.demoKey.split('_')
  const gateway = postgres(roleUrl(ownerUrl, 'gateway', secrets.passwords), { max: 1 })
  const [key] = await gateway`select tenant_id, secret_hash from control.api_keys where id = ${id}`
  expect(key).toEqual({ tenant_id: 'demo', secret_hash: createHash('sha256').update(secret).digest() })
  await gateway.end()
})
