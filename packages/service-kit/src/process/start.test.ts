import { channel } from 'node:diagnostics_channel'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { start } from './start.ts'

const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', DRAIN_MS: 100 }
const signals = process.listeners('SIGTERM')
afterEach(() => {
  vi.restoreAllMocks()
  for (const listener of process.listeners('SIGTERM')) if (!signals.includes(listener)) process.off('SIGTERM', listener)
})

/** A service that runs until the test sends SIGTERM, with what happened to it in order. */
async function startService() {
  const steps: string[] = []
  const exited = Promise.withResolvers<unknown>()
  vi.spyOn(process, 'exit').mockImplementation((code) => exited.resolve(code) as never)
  const held = Promise.withResolvers<string>()
  const arrived = Promise.withResolvers<void>()
  const app = createServer({ logger: silentLogger })
  await start('test', config, async ({ isReady }) => {
    app.get('/readyz', async (_request, reply) => reply.status(isReady() ? 200 : 503).send())
    app.get('/held', () => {
      arrived.resolve()
      return held.promise
    })
    app.addHook('onResponse', async ({ url }) => void steps.push(`answered ${url}`))
    app.addHook('onClose', async () => void steps.push('closed server'))
    return { app, close: async () => void steps.push('closed stores') }
  })
  const { port } = app.server.address() as AddressInfo
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  return { steps, exited: exited.promise, held, arrived: arrived.promise, ask }
}

it('a started service listens and is ready', async () => {
  const { ask, exited } = await startService()
  expect((await ask('/readyz')).status).toBe(200)
  expect(channel('inkling:policy').hasSubscribers, 'policies are counted').toBe(true)
  process.emit('SIGTERM')
  expect(await exited).toBe(0)
})

it('after SIGTERM a service is not ready, answers what it accepted, then closes its stores and exits', async () => {
  const { steps, exited, held, arrived, ask } = await startService()
  const answer = ask('/held')
  await arrived
  process.emit('SIGTERM')
  expect((await ask('/readyz')).status).toBe(503)
  held.resolve('held')
  expect(await (await answer).text()).toBe('held')
  expect(await exited).toBe(0)
  expect(steps).toEqual(['answered /readyz', 'answered /held', 'closed server', 'closed stores'])
})
