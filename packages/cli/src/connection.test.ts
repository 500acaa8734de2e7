import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { requireAdminKey, resolveConnection } from './connection.ts'

let root: string
let below: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inkling-cli-'))
  below = join(root, 'a', 'b')
  mkdirSync(below, { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const local = { url: 'http://127.0.0.1:8080', tenant: 'demo', apiKey: 'ink_demo', adminKey: 'ink_admin' }
const config = (environment: Record<string, string> = {}) => ({
  ...readConfig(environment),
  directory: below,
  searchDirectories: [below],
})
function writeLocal() {
  mkdirSync(join(root, '.inkling'))
  writeFileSync(join(root, '.inkling', 'local.json'), JSON.stringify(local))
}

describe('resolveConnection', () => {
  it('finds the local gateway from any folder below its own', () => {
    writeLocal()
    expect(resolveConnection({}, config())).toEqual({
      url: local.url,
      adminKey: local.adminKey,
      apiKey: undefined,
      stateDirectory: join(root, '.inkling'),
    })
  })

  it('prefers flags to the environment and the environment to the file', () => {
    writeLocal()
    const environment = { INKLING_URL: 'http://env', INKLING_ADMIN_KEY: 'env-admin', INKLING_API_KEY: 'env-api' }
    expect(resolveConnection({ adminKey: 'flag-admin' }, config(environment))).toMatchObject({
      url: 'http://env',
      adminKey: 'flag-admin',
      apiKey: 'env-api',
    })
  })

  it('does not send the local admin key to another server', () => {
    writeLocal()
    const connection = resolveConnection({ url: 'http://elsewhere' }, config())
    expect(connection.adminKey).toBeUndefined()
    expect(() => requireAdminKey(connection)).toThrow('--admin-key')
  })

  it('says how to start Inkling if no gateway is known', () => {
    expect(() => resolveConnection({}, config())).toThrow('npx -y pnpm@12 start')
  })
})

describe('readConfig', () => {
  it('uses the directory of the user if a package manager changed it', () => {
    expect(readConfig({ INIT_CWD: '/home/me' })).toMatchObject({ directory: '/home/me' })
    expect(readConfig({ INKLING_URL: '' }).url).toBeUndefined()
  })
})
