import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import wabt from 'wabt'
import { dotModule } from './dot-module.ts'

const file = 'dot-products.wat'

it('the embedded WebAssembly equals its assembled source', async () => {
  const { parseWat } = await wabt()
  const source = parseWat(file, readFileSync(new URL(file, import.meta.url), 'utf8'), { simd: true })
  source.validate()
  const { buffer } = source.toBinary({})
  // When it fails, paste the expected text into dot-module.ts.
  expect(Buffer.from(dotModule()).toString('base64')).toBe(Buffer.from(buffer).toString('base64'))
})
