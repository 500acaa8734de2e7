import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { zipOf } from '@inkling/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSource, readLines } from './source.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inkling-cli-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

async function linesOf(content: string | Buffer, encoding?: string): Promise<string[]> {
  const path = join(directory, 'file')
  writeFileSync(path, content)
  const lines: string[] = []
  for await (const chunk of readLines(await openSource(path, encoding))) lines.push(...chunk.lines)
  return lines
}

async function sourceOf(name: string, content: string) {
  const path = join(directory, name)
  writeFileSync(path, content)
  return openSource(path)
}

describe('readLines', () => {
  it('drops both kinds of line end and a byte order mark', async () => {
    expect(await linesOf('\uFEFFa\r\nb\n\nc')).toEqual(['a', 'b', '', 'c'])
  })

  it('reads characters and lines that lie across two chunks', async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `zeile ${i} äöü€🙂`)
    expect(await linesOf(lines.join('\n'))).toEqual(lines)
  })

  it('detects gzip by content and reads every member', async () => {
    expect(await linesOf(Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd\n')]))).toEqual(['a', 'bc', 'd'])
  })
})

describe('readLines of packed and encoded files', () => {
  it('reads zstd, and a zip archive of one file', async () => {
    expect(await linesOf(zstdCompressSync('a\nb'))).toEqual(['a', 'b'])
    expect(await linesOf(zipOf('a\nb', 'events.csv', '__MACOSX/._events.csv'))).toEqual(['a', 'b'])
  })

  it.each([
    [zipOf('a', 'a.csv', 'b.csv'), 'a.csv, b.csv'],
    [zipOf('a', '[Content_Types].xml', 'b.xml'), 'Excel'],
    [Buffer.from('BZh91AY&SY'), 'bunzip2 -k file'],
    [Buffer.from('PAR1'), 'is a Parquet file'],
    [Buffer.from('SQLite format 3\0'), 'is an SQLite database'],
    [Buffer.alloc(1000), 'is no text'],
    [zstdCompressSync('a'.repeat(1000)).subarray(0, 12), 'ends early'],
    [Buffer.concat([gzipSync('a\n').subarray(0, 12), Buffer.from('damaged, damaged')]), 'is damaged'],
  ])('names a file that must be converted or fetched first: %#', async (content, words) => {
    await expect(linesOf(content)).rejects.toThrow(words)
  })

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('reads every part of %s files that were joined, wherever one ends', async (_name, pack) => {
    const parts = [1, 20_000, 3, 30_000, 1].map((count) => Array.from({ length: count }, () => randomUUID()))
    const packed = parts.map((lines) => pack(`${lines.join('\n')}\n`))
    expect(await linesOf(Buffer.concat(packed))).toEqual(parts.flat())
  })

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('ignores zeros after the end of a %s file, and names what else follows it', async (_name, pack) => {
    expect(await linesOf(Buffer.concat([pack('a\nb'), Buffer.alloc(512)]))).toEqual(['a', 'b'])
    await expect(linesOf(Buffer.concat([pack('a\nb'), Buffer.from('more')]))).rejects.toThrow('is damaged')
  })

  it('reads UTF-16 with and without a byte order mark', async () => {
    const little = Buffer.from('\uFEFFitem,user\nté,ü', 'utf16le')
    expect(await linesOf(little)).toEqual(['item,user', 'té,ü'])
    expect(await linesOf(Buffer.from(little).swap16())).toEqual(['item,user', 'té,ü'])
    expect(await linesOf(little.subarray(2))).toEqual(['item,user', 'té,ü'])
  })

  it('decodes by --encoding, and marks bytes that are not UTF-8 instead of replacing them', async () => {
    const latin = Buffer.from('caf\xe9\nthé', 'latin1')
    expect(await linesOf(latin, 'latin1')).toEqual(['café', 'thé'])
    const marked = await linesOf(Buffer.concat([Buffer.from('é🍵\n'), latin]))
    expect(marked).toEqual(['é🍵', 'caf\uDCE9', 'th\uDCE9'])
    await expect(linesOf(latin, 'klingon')).rejects.toThrow('There is no encoding klingon')
  })

  it('reads lines that end with CR only', async () => {
    expect(await linesOf('a\rb\r')).toEqual(['a', 'b'])
  })
})

describe('openSource', () => {
  it('gives files with the same content the same digests', async () => {
    const [a, b, c] = await Promise.all([sourceOf('a', 'one'), sourceOf('b', 'one'), sourceOf('c', 'two')])
    expect([a.fileDigest, a.digest]).toEqual([b.fileDigest, b.digest])
    expect(a.fileDigest).not.toBe(c.fileDigest)
    expect(a.digest).not.toBe(c.digest)
  })

  it('gives a file that has grown the same digest of its start, but is another file', async () => {
    const text = 'a line of text\n'.repeat(400)
    const [short, long] = await Promise.all([sourceOf('short', text), sourceOf('long', text + text)])
    expect(short.digest).toBe(long.digest)
    expect(short.fileDigest).not.toBe(long.fileDigest)
  })

  it('names a path that is a folder or absent', async () => {
    await expect(openSource(directory)).rejects.toThrow('is a folder')
    await expect(openSource(join(directory, 'absent'))).rejects.toThrow(/^\S+ does not exist\. [^/]+$/)
  })
})
