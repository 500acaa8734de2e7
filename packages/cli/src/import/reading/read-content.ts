import { createReadStream } from 'node:fs'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Compression } from './compression.ts'
import type { Content } from './content.ts'
import { type Unpacker, unpack } from './unpack.ts'
import { openZipEntry } from './zip-entry.ts'

const chunkBytes = 256 * 1024

const unpackers: Readonly<Partial<Record<Compression, () => Unpacker>>> = {
  gzip: () => createGunzip({ chunkSize: chunkBytes }),
  zstd: () => createZstdDecompress({ chunkSize: chunkBytes }),
}

/** Reads a file from its start, on demand, and unpacks it. */
export function readContent(source: { path: string; name: string; compression: Compression }): Content {
  const { path, name, compression } = source
  if (compression === 'zip') return openZipEntry(path, name)
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  const unpacker = unpackers[compression]
  const chunks = unpacker ? unpack(file, unpacker, `the ${compression} file ${name}`) : file
  return { chunks, bytesRead: () => file.bytesRead }
}
