import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { sharedStack } from '../support/shared-stack.ts'

const smoke = fileURLToPath(new URL('../../../../infra/deploy/src/smoke.ts', import.meta.url))
const run = (key: string) =>
  execa(process.execPath, [smoke, sharedStack().url], { env: { INKLING_KEY: key }, reject: false })

it('the smoke test of a deployment passes with the key of a tenant, and fails with another one', async () => {
  const { key } = await newTenant()
  expect(await run(key)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Smoke test passed') })
  expect(await run(`ink_none_${'0'.repeat(64)}`)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('401') })
})
