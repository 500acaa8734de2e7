/**
 * What the audit log costs: a request that puts an act into it, the store that does so off the request's path, and the
 * check of all rows.
 *
 *   pnpm bench:audit [--rows 1000000] [--acts 20000]
 */
import { createSecretKey, randomUUID } from 'node:crypto'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { type AuditEntry, appendAudit, createDatabase, sealAudit, verifyAudit } from '@inkling/database'
import { migrate, removeDataFolder, startPostgres } from '@inkling/local'
import { Deadline } from '@inkling/resilience'
import { acts, publishAct } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, acts: { type: 'string', default: '20000' } },
})
const [rows, actsMade] = [Number(values.rows), Number(values.acts)]
const key = createSecretKey(Buffer.alloc(32, 7))
const inOneStep = 500
const sealEvery = 100_000
const soon = () => new Deadline(120_000)

const facts = {
  ...{ tenantId: 'operator', keyId: 'dd5c056938218924fc', address: '192.0.2.1', action: 'key revoked' },
  details: { ofTenantId: 'shop', before: { name: 'site', scopes: ['events:write'] }, after: null },
}
const entry = (): AuditEntry => ({
  ...{ ...facts, id: randomUUID(), at: new Date().toISOString(), service: 'maintenance' },
  requestId: `req_${randomUUID()}`,
})

/** Microseconds of a request for each act: its log line, and its place in the queue of the store. */
function costOfActs(): number {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const logger = createLogger({ service: 'bench', level: 'info' }, nowhere)
  const waiting: unknown[] = []
  const listen = (act: unknown) => void waiting.push(act)
  acts.subscribe(listen)
  const make = () => publishAct(logger, { ...facts, requestId: 'req_1' })
  for (let n = 0; n < actsMade; n++) make()
  const startedMs = performance.now()
  for (let n = 0; n < actsMade; n++) make()
  acts.unsubscribe(listen)
  return (1_000 * (performance.now() - startedMs)) / actsMade
}

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
// The user who runs Postgres may enter.
await chmod(folder, 0o711)
const server = await startPostgres({ dir: join(folder, 'postgres') })
try {
  await migrate(server.url('inkling'))
  const database = createDatabase({ url: server.url('inkling'), applicationName: 'bench', pool: 1 })
  let storingMs = 0
  for (let n = 0; n < rows; n += inOneStep) {
    const entries = Array.from({ length: Math.min(inOneStep, rows - n) }, entry)
    const startedMs = performance.now()
    await appendAudit(database, entries, key, soon())
    storingMs += performance.now() - startedMs
    if ((n + inOneStep) % sealEvery === 0) await sealAudit(database, key, soon())
  }
  const startedMs = performance.now()
  const read = { rows: 0, faults: 0 }
  for (let after = 0, hasMore = true; hasMore; ) {
    const check = await verifyAudit(database, key, { after }, soon())
    read.rows += check.rows
    read.faults += check.faults.length
    ;({ checkedTo: after, hasMore } = check)
  }
  const seconds = (performance.now() - startedMs) / 1_000
  await database.close()

  printHead(['measure', ''])
  printRow(['µs of a request for an act', costOfActs().toFixed(1)])
  printRow(['µs for each row that is stored, 500 at a time, off the path', ((1_000 * storingMs) / rows).toFixed(1)])
  printRow([`s to verify ${read.rows} rows, with ${read.faults} faults`, seconds.toFixed(1)])
} finally {
  await server.stop()
  await removeDataFolder(folder)
}
