import { calls } from '@inkling/contracts'
import { createLogger, loadMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { ProcessClient } from '../calls/process-client.ts'
import { signedRequests } from '../calls/signed-requests.ts'
import { createServer } from '../server/create-server.ts'
import { LoadMonitor } from './load-monitor.ts'
import { loadLevelHeaders, loadReporting, stepsAside, toldPressure } from './load-reporting.ts'

const monitor = () =>
  new LoadMonitor({
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: loadMetrics(new client.Registry()),
  })

async function service() {
  const load = monitor()
  const app = Fastify()
  await app.register(loadReporting, { load })
  app.get('/', async (request) => ({ aside: stepsAside(request, 'timePatterns') }))
  const ask = async (headers: Record<string, string> = {}) => {
    const answer = await app.inject({ url: '/', headers })
    return { ...(answer.json() as { aside: boolean }), pressure: toldPressure(answer.headers) }
  }
  return { load, ask }
}

it('tells the pressure with each answer, unless it is low', async () => {
  const { load, ask } = await service()
  expect((await ask()).pressure).toBeUndefined()
  load.hear('search', 0.875)
  expect((await ask()).pressure).toBe(0.875)
})

it('answers at its own level, or at the higher one of its caller', async () => {
  const { load, ask } = await service()
  expect((await ask()).aside).toBe(false)
  expect((await ask({ 'inkling-load-level': 'essential' })).aside).toBe(true)
  load.force('essential')
  expect((await ask()).aside).toBe(true)
  expect((await ask({ 'inkling-load-level': 'nonsense' })).aside).toBe(true)
})

it('tells what the process measures also while the load is high', async () => {
  const load = monitor()
  const secret = 'a secret of at least 32 characters'
  const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
  await app.register(signedRequests, { secret })
  await app.register(loadReporting, { load })
  const process = new ProcessClient({ url: await app.listen({ host: '127.0.0.1', port: 0 }), secret, name: 'gateway' })
  load.force('essential')
  expect((await process.call(calls.readMetrics, { names: ['none'] }, 5_000)).samples).toEqual([])
  await Promise.all([app.close(), process.close()])
})

it('answers at the level that an operator forces at the caller, also if its own is higher', async () => {
  const { load, ask } = await service()
  load.force('critical')
  expect((await ask({ 'inkling-load-level': 'forced normal' })).aside).toBe(false)
})

it('tells the level of the caller to the service, and nothing at the normal level', () => {
  const load = monitor()
  expect(loadLevelHeaders(load)).toEqual({})
  load.force('critical')
  expect(loadLevelHeaders(load)).toEqual({ 'inkling-load-level': 'forced critical' })
})
