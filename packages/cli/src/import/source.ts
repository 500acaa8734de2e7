import { createHash, hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { CliError } from '../cli-error.ts'
import { fileError } from '../file-error.ts'
import { type Compression, compressionOf } from './reading/compression.ts'
import { detectEncoding, type Encoding } from './reading/encoding.ts'
import { readContent } from './reading/read-content.ts'
import { type ForeignBytes, splitLines } from './reading/split-lines.ts'

/** A file to import, which may be compressed. */
export interface Source {
  readonly path: string
  readonly name: string
  readonly sizeBytes: number
  readonly compression: Compression
  readonly encoding: Encoding
  /** LF includes CRLF. CR alone ended lines on the first Macintosh. */
  readonly lineEnd: '\n' | '\r'
  readonly foreign: ForeignBytes
  /** 12 hex digits that identify the file: an import continues where the same file stopped. */
  readonly fileDigest: string
  /** 12 hex digits that identify the first 4 Ki characters: a file keeps them when it grows or was cut off. */
  readonly digest: string
  /** The first lines, from which the format is recognised. */
  readonly sample: readonly string[]
}

const digestedBytes = 1024 * 1024
/** Characters from which the format is recognised. */
const sampledLength = 64 * 1024
const identifyingLength = 4 * 1024

/**
 * @param encoding the value of `--encoding`; without it, the first bytes decide
 * @throws CliError if the file cannot be read or is no text.
 */
export async function openSource(path: string, encoding?: string): Promise<Source> {
  try {
    await using file = await open(path)
    const stat = await file.stat()
    if (!stat.isFile())
      throw new CliError(
        stat.isDirectory()
          ? `${path} is a folder. Name the files in it.`
          : `${path} is not a file. Name the files to read.`,
      )
    const head = await readAt(file, 0, digestedBytes)
    const compression = compressionOf(head, basename(path))
    const facts = { path, name: basename(path), sizeBytes: stat.size, compression }
    const start = await firstBytes(facts)
    const text = {
      encoding: detectEncoding(start, facts.name, encoding),
      lineEnd: lineEndOf(start),
      foreign: { seen: false },
    }
    const sample = await firstLines({ ...facts, ...text })
    const fileDigest = await digestOfFile(file, head, stat.size)
    return { ...facts, ...text, sample, fileDigest, digest: digestOfStart(sample) }
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    throw fileError(path, cause)
  }
}

type Readable = Pick<Source, 'path' | 'name' | 'compression' | 'encoding' | 'lineEnd' | 'foreign'>

export interface Chunk {
  readonly lines: readonly string[]
  /** Bytes read so far of the file on disk, which may be compressed. */
  readonly bytesRead: number
}

/**
 * Reads the lines of a file, without line ends, chunk by chunk on demand. Bytes that are not of the encoding become
 * lone surrogates, so that `isWellFormed` tells a line that has some.
 */
export async function* readLines(source: Readable): AsyncGenerator<Chunk> {
  const content = readContent(source)
  for await (const lines of splitLines(content.chunks, source)) yield { lines, bytesRead: content.bytesRead() }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** A digest of the size, the first and the last MiB: it takes the same time for any size and ignores the name. */
async function digestOfFile(file: FileHandle, head: Buffer, sizeBytes: number): Promise<string> {
  const tail = await readAt(file, Math.max(0, sizeBytes - digestedBytes), digestedBytes)
  return createHash('sha256').update(`${sizeBytes}\n`).update(head).update(tail).digest('hex').slice(0, 12)
}

const digestOfStart = (sample: readonly string[]) =>
  hash('sha256', sample.join('\n').slice(0, identifyingLength)).slice(0, 12)

async function firstBytes(source: Pick<Source, 'path' | 'name' | 'compression'>): Promise<Buffer> {
  for await (const chunk of readContent(source).chunks) return chunk
  return Buffer.alloc(0)
}

function lineEndOf(start: Buffer): Source['lineEnd'] {
  return start.includes('\r') && !start.includes('\n') ? '\r' : '\n'
}

/**
 * At least the lines of the first bytes. A small file is read to its end, because its last line may have no line end.
 * A file that is cut off after some lines is recognised by those.
 */
async function firstLines(source: Readable): Promise<readonly string[]> {
  let sample: readonly string[] = []
  let length = 0
  try {
    for await (const { lines } of readLines(source)) {
      sample = sample.concat(lines)
      for (const line of lines) length += line.length
      if (length >= sampledLength) break
    }
  } catch (error) {
    if (sample.length === 0) throw error
  }
  return sample
}
