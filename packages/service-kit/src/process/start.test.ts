import { execFile } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { start } from './start.ts'

const config = {
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent',
  DRAIN_MS: 100,
  SIGNING_SECRET: 'a secret of at least 32 characters',
  DATABASE_URL: 'postgres://127.0.0.1:1/none',
  TRACE_SAMPLE_RATIO: 1,
  TRACE_SLOW_MS: 1_000,
  LOG_FILE_MAX_BYTES: 1_000_000,
  LOG_FILES_KEPT: 4,
}
const signals = process.listeners('SIGTERM')
afterEach(() => {
  vi.restoreAllMocks()
  for (const listener of process.listeners('SIGTERM')) if (!signals.includes(listener)) process.off('SIGTERM', listener)
})

/** A service that runs until the test sends SIGTERM, with what happened to it in order. */
async function startService(drainMs = config.DRAIN_MS) {
  const steps: string[] = []
  const exited = Promise.withResolvers<unknown>()
  vi.spyOn(process, 'exit').mockImplementation((code) => exited.resolve(code) as never)
  const held = Promise.withResolvers<string>()
  const arrived = Promise.withResolvers<void>()
  const app = createServer({ logger: silentLogger })
  await start('test', { ...config, DRAIN_MS: drainMs }, async ({ isReady }) => {
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

it('after SIGTERM a service closes no connection before its callers have left', async () => {
  const { steps, exited, ask } = await startService(0)
  const held = (await ask('/leaving')).body?.getReader()
  process.emit('SIGTERM')
  expect(Buffer.from((await held?.read())?.value ?? []).toString()).toBe('leaving')
  for (let n = 0; n < 5; n++) expect((await ask('/readyz')).status).toBe(503)
  expect((await ask('/leaving')).status).toBe(503)
  steps.push('left')
  await held?.cancel()
  expect(await exited).toBe(0)
  expect(steps.slice(steps.indexOf('left') + 1).filter((step) => step.startsWith('closed'))).toHaveLength(2)
})

/**
 * Runs a service in a process of its own that does `first` before, and `then` once it listens. Returns its exit code
 * and log lines.
 */
function runProcess(then: string, first = ''): Promise<{ code: unknown; lines: { level: string; msg: string }[] }> {
  const program = `
    import { createServer } from ${JSON.stringify(import.meta.resolve('../server/create-server.ts'))}
    import { start } from ${JSON.stringify(import.meta.resolve('./start.ts'))}
    const config = ${JSON.stringify({ ...config, LOG_LEVEL: 'info', DRAIN_MS: 0 })}
    await start('kettle', config, async ({ logger }) => {
      ${first}
      return { app: createServer({ logger }), close: async () => logger.info('closed stores') }
    })
    setImmediate(() => { ${then} })`
  return new Promise((resolve) => {
    const options = { cwd: import.meta.dirname, timeout: 20_000 }
    execFile(process.execPath, ['--input-type=module', '-e', program], options, (error, stdout) =>
      resolve({
        code: error?.code ?? 0,
        lines: stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      }),
    )
  })
}

it('a service that an unexpected error ends logs the error, closes its stores and exits with status 1', async () => {
  const { code, lines } = await runProcess("throw new Error('the kettle is empty')")
  expect(code).toBe(1)
  const fatal = lines.filter(({ level }) => level === 'fatal')
  expect(fatal).toMatchObject([{ msg: 'unexpected error', err: { message: 'the kettle is empty' } }])
  expect(lines.map(({ msg }) => msg)).toContain('closed stores')
})

it('a service that is asked to stop logs where it listened, the signal and no error', async () => {
  const { code, lines } = await runProcess("process.kill(process.pid, 'SIGINT')")
  expect(code).toBe(0)
  // A process that exits writes what is left at once, beside the write that is under way.
  for (const line of [
    { level: 'info', msg: 'listening', address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    { level: 'info', msg: 'stopping', signal: 'SIGINT' },
    { level: 'info', msg: 'closed stores' },
  ])
    expect(lines).toContainEqual(expect.objectContaining(line))
  expect(lines.filter(({ level }) => level !== 'info')).toEqual([])
})

it('a service that cannot start logs why, without the values in the error, and exits with status 1', async () => {
  const { code, lines } = await runProcess('', "new URL('postgres://me:planted@')")
  expect(code).toBe(1)
  expect(lines).toMatchObject([{ level: 'fatal', msg: 'cannot start', err: { code: 'ERR_INVALID_URL' } }])
  expect(JSON.stringify(lines)).not.toContain('planted')
})
