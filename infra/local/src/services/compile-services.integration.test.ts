import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, expect, it } from 'vitest'
import { compileServices } from './compile-services.ts'
import { nodeFlags } from './node-flags.ts'
import { serviceNames } from './service-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-compiled-'))
afterAll(() => rmSync(folder, { recursive: true }))

const minutes = 60_000

it('every service finds all of its modules compiled at its first start', { timeout: 5 * minutes }, async () => {
  const cache = join(folder, 'cache')
  await compileServices(cache)
  const compiled = readdirSync(cache, { recursive: true }).sort()
  expect(compiled.length).toBeGreaterThan(1_000)

  for (const name of serviceNames) {
    const entry = fileURLToPath(new URL(`../../../../services/${name}/src/start/server.ts`, import.meta.url))
    const env = { NODE_COMPILE_CACHE: cache }
    // Without settings a service ends when all of its modules are loaded; then Node adds to the cache what it lacked.
    const { stderr } = await execa(process.execPath, [...nodeFlags(name), entry], {
      env,
      extendEnv: false,
      reject: false,
    })
    expect(stderr).toContain('The configuration is not valid')
  }
  expect(readdirSync(cache, { recursive: true }).sort()).toEqual(compiled)
})
