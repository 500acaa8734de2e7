import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readSecrets } from './read-secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('readSecrets makes the secrets once, and only their owner can read the file', async () => {
  const first = await readSecrets(folder)
  expect(await readSecrets(folder)).toEqual(first)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
})

it('readSecrets makes keys of the form ink_<keyId>_<secret>', async () => {
  const { demoKey, operatorKey } = await readSecrets(folder)
  expect(demoKey).toMatch(/^ink_[0-9a-f]{18}_[0-9a-f]{64}$/)
  expect(operatorKey).not.toBe(demoKey)
})

it('readSecrets adds the key of pages to the file of an earlier version, and keeps the rest', async () => {
  const { demoPageKey, ...earlier } = await readSecrets(folder)
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(earlier))
  const secrets = await readSecrets(folder)
  expect(secrets).toMatchObject(earlier)
  expect(secrets.demoPageKey).toMatch(/^ink_/)
  expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))).toEqual(secrets)
})
