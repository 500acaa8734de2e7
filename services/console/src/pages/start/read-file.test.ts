import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { readFile } from './read-file.ts'

const file = (...parts: BlobPart[]) => new File(parts, 'visits.csv')
const zip = new Uint8Array([0x50, 0x4b, 3, 4])
const latin1 = new Uint8Array([0x63, 0x61, 0x66, 0xe9])

it('reads the lines of a text, gzipped or not', async () => {
  expect(await readFile(file('a\r\nb\n'))).toEqual(['a', 'b'])
  expect(await readFile(file(new Uint8Array(gzipSync('a\nb'))))).toEqual(['a', 'b'])
})

it.each([
  ['a workbook or an archive', zip, 'save the sheet as CSV'],
  ['another encoding than UTF-8', latin1, 'not text in UTF-8'],
  ['a damaged gzip file', new Uint8Array([0x1f, 0x8b, 0, 0, 0, 1]), 'damaged'],
])('says of %s what is wrong with the file', async (_what, bytes, text) => {
  await expect(readFile(file(bytes))).rejects.toMatchObject({
    name: 'FileFault',
    message: expect.stringContaining(text),
  })
})
