import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { rotateAtStart } from './rotate-at-start.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-rotate-'))
const file = join(folder, 'server.log')
afterAll(() => rmSync(folder, { recursive: true }))

it('rotateAtStart renames a log only if it is large, and keeps one older file', async () => {
  await rotateAtStart(file, 3)
  writeFileSync(file, 'abc')
  await rotateAtStart(file, 3)
  expect(readdirSync(folder)).toEqual(['server.log'])
  for (const text of ['first', 'second']) {
    writeFileSync(file, text)
    await rotateAtStart(file, 3)
  }
  expect(readdirSync(folder)).toEqual(['server.log.1'])
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('second')
})
