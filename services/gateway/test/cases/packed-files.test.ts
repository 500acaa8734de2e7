import { gzipSync, zstdCompressSync } from 'node:zlib'
import { zipOf } from '@inkling/testing'
import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { readEach, tryFile } from '../support/imports.ts'

const folder = await commandFolder()
const header = 'session_id,item_id,timestamp\n'
const row = (n: number) => `v${n},pot-${n % 7},${1714990000 + n * 60}\n`
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => row(from + n)).join('')
const table = header + rows(0, 3000)

/** One table of 3,000 events, as different tools pack it. */
const packed: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(table),
  'gzip in two members': Buffer.concat([gzipSync(header + rows(0, 1000)), gzipSync(rows(1000, 3000))]),
  zstd: zstdCompressSync(table),
  'zstd in two frames': Buffer.concat([zstdCompressSync(header + rows(0, 1000)), zstdCompressSync(rows(1000, 3000))]),
  zip: zipOf(table, 'events.csv'),
  'zip of Finder': zipOf(table, 'events.csv', '__MACOSX/._events.csv'),
}
const readings = await readEach(folder, packed)

it.each(Object.keys(packed))('reads all of a table in %s', (name) => {
  expect(readings[name]).toMatchObject({ format: 'csv events', wouldSend: 3000, skipped: [], ok: true })
})

const long = header + rows(0, 30_000)
it.each([
  ['gzip', gzipSync(table)],
  ['gzip', gzipSync(long)],
  ['zstd', zstdCompressSync(long)],
])('reads what it can of a %s file that was cut off, says so and fails', async (kind, content) => {
  const { code, printed } = await tryFile(folder, 'cut', content.subarray(0, content.length - 40))
  expect(code).toBe(1)
  expect(printed).toContain(`the ${kind} file cut ends early`)
  expect(printed).toMatch(/would be sent +[1-9]/)
})

const xz = Buffer.from('\xfd7zXZ\0\0\x04', 'latin1')
it.each([
  ['bzip2', Buffer.from('BZh91AY&SY'), 'is a bzip2 file. Unpack it first: bunzip2'],
  ['xz', xz, 'is an xz file. Unpack it first: xz'],
  ['a zip archive of two files', zipOf(table, 'a.csv', 'b.csv'), 'is a zip archive of 2 files: a.csv, b.csv'],
  ['an Excel workbook', zipOf('<x/>', '[Content_Types].xml', 'xl/workbook.xml'), 'Save it as CSV'],
  ['an SQLite database', Buffer.from('SQLite format 3\0'), 'is an SQLite database'],
])('names %s and what to do with it', async (_name, content, words) => {
  const { code, printed } = await tryFile(folder, 'packed-file', content)
  expect(code).toBe(1)
  expect(printed).toContain(words)
})

it.each([
  ['an empty file', '', 'is empty'],
  ['a file of blank lines', '\n\n\n', 'is empty'],
  ['a byte order mark alone', '\ufeff', 'is empty'],
  ['an empty table in gzip', gzipSync(''), 'is empty'],
  ['a header without rows', header, 'there are no rows'],
  ['a JSON array without items', '[]', 'without objects'],
])('fails for %s and says why', async (_name, content, words) => {
  const { code, printed } = await tryFile(folder, 'nothing', content)
  expect(code).toBe(1)
  expect(printed).toContain(words)
})
