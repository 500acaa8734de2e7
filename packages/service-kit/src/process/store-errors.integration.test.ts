import { execFile } from 'node:child_process'
import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => owner.close())

const takeGroups = () => owner.platform({ name: 'take' }, (sql) => sql`delete from operations.error_groups returning *`)

/** Runs a service in a process of its own that does `then` once it listens, until it ends. */
function runProcess(then: string): Promise<void> {
  const program = `
    import { createServer } from ${JSON.stringify(import.meta.resolve('../server/create-server.ts'))}
    import { start } from ${JSON.stringify(import.meta.resolve('./start.ts'))}
    const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', DRAIN_MS: 0, DATABASE_URL: process.argv[1],
      SIGNING_SECRET: 'a secret of at least 32 characters' }
    await start('search', config, async ({ logger }) => ({ app: createServer({ logger }), close: async () => {} }))
    setImmediate(() => { ${then} })`
  return new Promise((resolve) => {
    const options = { cwd: import.meta.dirname, timeout: 20_000 }
    execFile(process.execPath, ['--input-type=module', '-e', program, roleUrl('search')], options, () => resolve())
  })
}

it.each([
  ['an exception', "throw new TypeError('planted')"],
  ['a rejection', "Promise.reject(new RangeError('planted'))"],
])('%s that ends a process is stored before it ends, without its message', async (_, then) => {
  await runProcess(then)
  const groups = await takeGroups()
  const classes = expect.stringMatching(/^(Type|Range)Error$/)
  expect(groups).toMatchObject([{ service: 'search', code: 'internal', route: 'process', classes, count: 1n }])
  expect(Object.values(groups[0] ?? {}).join()).not.toContain('planted')
})
