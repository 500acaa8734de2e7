import { expect, it } from 'vitest'
import { splitLines } from './split-lines.ts'

const maxLength = 16 * 1024 * 1024

async function* chunksOf(...chunks: (string | Buffer)[]) {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

async function split(...chunks: (string | Buffer)[]): Promise<string[]> {
  const lines: string[] = []
  for await (const some of splitLines(chunksOf(...chunks))) lines.push(...some)
  return lines
}

it('a line end at the end of a file begins no further line', async () => {
  expect(await split('a\r\nb\n')).toEqual(['a', 'b'])
  expect(await split('')).toEqual([])
})

it('a line end and a character may lie across two chunks', async () => {
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
  expect(await split('a\r', '\nb', first, second, '\r')).toEqual(['a', 'bé'])
})

it('a line of 16 Mi characters is read and a longer one is rejected', async () => {
  expect(await split('a'.repeat(maxLength), '\n')).toHaveLength(1)
  await expect(split('a'.repeat(maxLength), 'a')).rejects.toThrow('more than 16 Mi characters')
})
