import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CliError } from '../cli-error.ts'
import { splitLines } from './split-lines.ts'

/** A file to import, which may be gzipped. */
export interface Source {
  readonly path: string
  readonly name: string
  readonly sizeBytes: number
  readonly isGzip: boolean
  /** 12 hex digits that identify the content. */
  readonly digest: string
  /** The first lines, from which the format is detected. */
  readonly sample: readonly string[]
}

const chunkBytes = 256 * 1024
const digestedBytes = 1024 * 1024

/** @throws CliError if the file cannot be read. */
export async function openSource(path: string): Promise<Source> {
  try {
    await using file = await open(path)
    const { size, isFile } = await statOf(file)
    if (!isFile) throw new CliError(`${path} is not a file. Name the files to read.`)
    const head = await readAt(file, 0, digestedBytes)
    const isGzip = head[0] === 0x1f && head[1] === 0x8b
    const source = { path, name: basename(path), sizeBytes: size, isGzip, digest: await digestOf(file, head, size) }
    return { ...source, sample: await firstLines(source) }
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    throw new CliError(`${path} cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

export interface Chunk {
  readonly lines: readonly string[]
  /** Bytes read so far of the file on disk, which may be compressed. */
  readonly bytesRead: number
}

/** Reads the lines of a file, without line ends, chunk by chunk on demand. A gzip file may have several members. */
export async function* readLines({ path, isGzip }: Pick<Source, 'path' | 'isGzip'>): AsyncGenerator<Chunk> {
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  // An error reaches the reader through the destroyed stream, so the callback has nothing to do.
  const content = isGzip ? pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => {}) : file
  for await (const lines of splitLines(content)) yield { lines, bytesRead: file.bytesRead }
}

async function statOf(file: FileHandle) {
  const stat = await file.stat()
  return { size: stat.size, isFile: stat.isFile() }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** A digest of the size, the first and the last MiB: it takes the same time for any size and ignores the name. */
async function digestOf(file: FileHandle, head: Buffer, sizeBytes: number): Promise<string> {
  const tail = await readAt(file, Math.max(0, sizeBytes - digestedBytes), digestedBytes)
  return createHash('sha256').update(`${sizeBytes}\n`).update(head).update(tail).digest('hex').slice(0, 12)
}

async function firstLines(source: Pick<Source, 'path' | 'isGzip'>): Promise<readonly string[]> {
  for await (const { lines } of readLines(source)) return lines
  return []
}
