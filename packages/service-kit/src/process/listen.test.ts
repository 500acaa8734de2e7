import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { listen } from './listen.ts'

const started: ReturnType<typeof createServer>[] = []
afterEach(() => Promise.all(started.splice(0).map((app) => app.close())))

async function startApp() {
  const app = createServer({ logger: silentLogger })
  started.push(app)
  const arrived = Promise.withResolvers<void>()
  const held = Promise.withResolvers<string>()
  app.get('/quick', async () => 'quick')
  app.get('/held', () => {
    arrived.resolve()
    return held.promise
  })
  await listen(app, '127.0.0.1', 0)
  const { port } = app.server.address() as AddressInfo
  return { app, port, held, arrived: arrived.promise }
}

const ask = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()

it('accepts several connections in one turn of the event loop', async () => {
  const { app, port } = await startApp()
  let accepted = 0
  app.server.on('connection', () => accepted++)
  const clients = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
  await Promise.all(clients.map((client) => once(client, 'connect')))
  let most = 0
  while (accepted < clients.length) {
    const before = accepted
    await turn()
    most = Math.max(most, accepted - before)
  }
  expect(most).toBeGreaterThan(5)
  for (const client of clients) client.destroy()
})

it('answers over every connection, whichever socket accepted it', async () => {
  const { port } = await startApp()
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(port, '/quick')))
  expect(new Set(answers)).toEqual(new Set(['quick']))
})

it('answers what was accepted before it closes, and ends connections that are kept alive', async () => {
  const { app, port, held, arrived } = await startApp()
  const answers = Array.from({ length: 40 }, () => ask(port, '/held'))
  await Promise.all([arrived, ...Array.from({ length: 40 }, () => ask(port, '/quick'))])
  const closed = app.close()
  held.resolve('answered')
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['answered']))
  await closed
  await expect(ask(port, '/quick')).rejects.toThrow()
})

it('closes also while clients hold connections on which they have sent nothing', async () => {
  const app = createServer({
    logger: silentLogger,
    timeouts: { headersMs: 200_000, requestMs: 200_000, idleMs: 200_000 },
  })
  let accepted = 0
  app.server.on('connection', () => accepted++)
  await listen(app, '127.0.0.1', 0)
  const { port } = app.server.address() as AddressInfo
  const clients = Array.from({ length: 10 }, () => connect(port, '127.0.0.1'))
  await expect.poll(() => accepted).toBe(10)
  const ended = clients.map((client) => once(client, 'close'))
  await app.close()
  await Promise.all(ended)
})

it('answers the first request of a connection that was opened just before it closes', async () => {
  const { app, port } = await startApp()
  const accepted = once(app.server, 'connection')
  const client = connect(port, '127.0.0.1')
  await accepted
  const closed = app.close()
  await turn()
  client.write('GET /quick HTTP/1.1\r\nhost: inkling\r\n\r\n')
  expect(await text(client)).toContain('200 OK')
  await closed
})

it('refuses a port on which another server listens', async () => {
  const { port } = await startApp()
  const app = createServer({ logger: silentLogger })
  await expect(listen(app, '127.0.0.1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
