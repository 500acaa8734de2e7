import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSource, readLines } from './source.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inkling-cli-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

async function linesOf(content: string | Buffer): Promise<string[]> {
  const path = join(directory, 'file')
  writeFileSync(path, content)
  const lines: string[] = []
  for await (const chunk of readLines(await openSource(path))) lines.push(...chunk.lines)
  return lines
}

async function digestOf(name: string, content: string): Promise<string> {
  const path = join(directory, name)
  writeFileSync(path, content)
  return (await openSource(path)).digest
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

describe('openSource', () => {
  it('gives files with the same content the same digest', async () => {
    const [a, b, c] = [await digestOf('a', 'one'), await digestOf('b', 'one'), await digestOf('c', 'two')]
    expect(a).toMatch(/^[0-9a-f]{12}$/)
    expect(b).toBe(a)
    expect(c).not.toBe(a)
  })

  it('names a path that is a folder or absent', async () => {
    await expect(openSource(directory)).rejects.toThrow('is not a file')
    await expect(openSource(join(directory, 'absent'))).rejects.toThrow('cannot be read')
  })
})
