import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { createDatabase, listAudit } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import type { FastifyRequest } from 'fastify'
import { afterAll, expect, it, vi } from 'vitest'
import { recordAct } from './acts.ts'
import { storeActs } from './store-acts.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const all = { transaction: (name: string, work: never) => database.platform({ name }, work) } as never
const stored = async () => (await listAudit(all, {}, undefined, 50)).map(({ entry }) => entry)
const logger = createLogger({ service: 'search', level: 'silent' })

/** A way to Postgres that can be cut. */
const url = new URL(roleUrl('search'))
const postgresPort = Number(url.port)
const sockets = new Set<Socket>()
let isCut = true
const proxy = createServer((socket) => {
  if (isCut) {
    socket.destroy()
    return
  }
  const other = connect(postgresPort, url.hostname)
  for (const one of [socket, other]) {
    sockets.add(one)
    one.on('error', () => {})
  }
  pipeline(socket, other, socket, () => {})
})
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
url.port = String((proxy.address() as { port: number }).port)
const config = { SIGNING_SECRET: 'a secret of at least 32 characters', DATABASE_URL: url.href }
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  proxy.close()
  await database.close()
})

const act = (requestId: string) => {
  const request = { id: requestId, log: logger } as unknown as FastifyRequest
  recordAct(request, { tenantId: 'shop', keyId: 'key_1', scopes: [] }, '192.0.2.1', 'key revoked', { revoked: 'key_2' })
}

it('acts wait while Postgres is away, and the last ones are stored before the process ends', async () => {
  const stop = storeActs('search', config, logger)
  act('during the outage')
  await new Promise((resolve) => setTimeout(resolve, 500))
  isCut = false
  await vi.waitFor(async () => expect(await stored()).toHaveLength(1), { timeout: 30_000, interval: 50 })
  act('at the end')
  await stop()
  const facts = { tenantId: 'shop', keyId: 'key_1', service: 'search', action: 'key revoked', address: '192.0.2.1' }
  expect(await stored()).toMatchObject([
    { ...facts, requestId: 'at the end', details: { revoked: 'key_2' } },
    { ...facts, requestId: 'during the outage' },
  ])
})
