import { createSecretKey } from 'node:crypto'
import { basePath, calls, type Reply, type Scope } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, signedRequests, Upstream } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createAuditLog } from '../adapters/audit-log.ts'
import { createDeadLetters } from '../adapters/dead-letters.ts'
import { auditRoute } from './audit.route.ts'
import { deadLettersRoute } from './dead-letters.route.ts'

const secret = 'a secret of at least 32 characters'
const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
await app.register(signedRequests, { secret })
await app.register(auditRoute, { auditLog: createAuditLog(database, createSecretKey(Buffer.alloc(32))), secret })
await app.register(deadLettersRoute, { deadLetters: createDeadLetters(database), secret })
const maintenance = new Upstream({
  name: 'maintenance',
  url: await app.listen({ host: '127.0.0.1', port: 0 }),
  secret,
})
afterAll(async () => {
  await maintenance.close()
  await app.close()
  await Promise.all([database.close(), owner.close()])
})

const caller = (tenantId: string, scopes: readonly Scope[]) => ({
  principal: { tenantId, keyId: 'key', scopes },
  deadline: new Deadline(30_000),
})

const list = async (call: { readonly path: string }, query: string, by: ReturnType<typeof caller>) => {
  const path = `${basePath}${call.path}?${query}`
  const { status, body } = await maintenance.send({ method: 'GET', path, headers: {}, idempotent: true }, by)
  return { status, ...(JSON.parse(String(body)) as Pick<Reply<typeof calls.listAuditLog>, 'data' | 'page'>) }
}

it.each([calls.listAuditLog, calls.listDeadLetters])(
  'a cursor of $id of a tenant is refused to another one and to operators, and theirs to it',
  async (call) => {
    await owner.platform({ name: 'fill' }, async (sql) => {
      for (const n of [1, 2]) {
        const entry = JSON.stringify({ id: `a${n}`, at: '', tenantId: 'shop', keyId: 'k', action: 'run requested' })
        await sql`
          insert into control.audit_log (number, entry, code) values (${n}, ${entry}, '') on conflict do nothing`
        await sql`
          insert into operations.runs (tenant_id, id, kind, state, dead_letter, finished_at)
          values ('shop', ${`op_${n}`}, 'train', 'failed', 'waiting', date_trunc('milliseconds', now()))
          on conflict do nothing`
      }
    })
    const [shop, other, operator] = [
      caller('shop', [call.scope]),
      caller('other', [call.scope]),
      caller('inkling', [call.scope, 'ops:read']),
    ]
    const nextOf = async (by: typeof shop) => `cursor=${(await list(call, 'limit=1', by)).page.nextCursor}`
    const [own, operators] = [await nextOf(shop), await nextOf(operator)]
    expect((await list(call, own, shop)).data).toHaveLength(1)
    expect((await list(call, operators, operator)).data).toHaveLength(1)
    expect((await list(call, own, other)).status).toBe(422)
    expect((await list(call, own, operator)).status).toBe(422)
    expect((await list(call, operators, shop)).status).toBe(422)
  },
)
