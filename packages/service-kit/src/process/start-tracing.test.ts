import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { tracing } from '../server/tracing.ts'
import { start } from './start.ts'

const received: string[] = []
const collector = createHttpServer(async (request, response) => {
  received.push(await text(request))
  response.setHeader('content-type', 'application/json').end('{}')
})
await once(collector.listen(0, '127.0.0.1'), 'listening')
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

const listeners = process.listeners('SIGTERM')
afterEach(() => {
  vi.restoreAllMocks()
  for (const own of process.listeners('SIGTERM')) if (!listeners.includes(own)) process.off('SIGTERM', own)
})
afterAll(() => collector.close())

it('a service that stops sends its last spans to the collector before it exits', async () => {
  const exited = Promise.withResolvers<string>()
  vi.spyOn(process, 'exit').mockImplementation(() => exited.resolve(received.join()) as never)
  const app = createServer({ logger: silentLogger })
  await app.register(tracing)
  app.get('/tea', async () => 'ready')
  const config = {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    DRAIN_MS: 0,
    SIGNING_SECRET: 'a secret of at least 32 characters',
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    TRACE_SAMPLE_RATIO: 1,
    TRACE_SLOW_MS: 1_000,
    LOG_FILE_MAX_BYTES: 1_000_000,
    LOG_FILES_KEPT: 4,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector)}`,
  }
  await start('kettle', config, async () => ({ app, close: async () => {} }))
  await fetch(`http://127.0.0.1:${portOf(app.server)}/tea`)
  process.emit('SIGTERM')
  const sent = await exited.promise
  expect(sent).toContain('"GET /tea"')
  expect(sent).toContain('"inkling-kettle"')
})
