import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import getPort from 'get-port'
import { afterAll, expect, it } from 'vitest'
import { superviseService } from './supervise-service.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-service-'))
const port = await getPort({ host: '127.0.0.1' })
afterAll(() => rmSync(folder, { recursive: true }))

/** A service that is ready at the second probe, and logs the stop signal. */
const entry = join(folder, 'server.ts')
writeFileSync(
  entry,
  `import { createServer } from 'node:http'
  let asked: number = 0
  createServer((_request, response) => response.writeHead(++asked > 1 ? 200 : 503).end(String(process.pid)))
    .listen(Number(process.env.PORT), process.env.HOST)
  process.on('SIGTERM', () => { console.log('stopping'); process.exit(0) })`,
)
const program = { name: 'fixture', service: 'worker', port, logsFolder: join(folder, 'logs') } as const
const env = { PORT: String(port), HOST: '127.0.0.1' }

const answeringPid = async () => Number(await (await fetch(`http://127.0.0.1:${port}/`)).text())

it('a supervised service runs from source, restarts when it is killed, and gets SIGTERM at the end', async () => {
  const service = superviseService({ ...program, entry, env })
  await service.start()
  expect(await answeringPid()).toBe(service.pid)
  const before = service.pid

  service.kill()
  await service.ready()
  expect(service.pid).not.toBe(before)
  expect(await answeringPid()).toBe(service.pid)

  await service.stop()
  expect(readFileSync(join(folder, 'logs/fixture.log'), 'utf8')).toContain('stopping')
})

it('start of a service that fails shows the end of its log', async () => {
  const broken = join(folder, 'broken.ts')
  writeFileSync(broken, `console.log('PORT is missing'); process.exit(1)`)
  const start = superviseService({ ...program, name: 'broken', entry: broken, env: {} }).start()
  await expect(start).rejects.toMatchObject({
    message: 'broken ended with code 1',
    fix: expect.stringContaining('PORT is missing'),
  })
})
