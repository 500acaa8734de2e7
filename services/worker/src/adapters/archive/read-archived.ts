import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createZstdDecompress } from 'node:zlib'
import { Value } from 'typebox/value'
import { ArchiveError, type ArchiveStore, archiveFailure } from './archive-store.ts'
import { Manifest } from './manifest.ts'

const pageLines = 5_000

/** @throws ArchiveError if there is none or it is damaged */
export async function readManifest(store: ArchiveStore, object: string): Promise<Manifest> {
  const name = `${object}.json`
  const manifest: unknown = await text(await store.read(name))
    .then(JSON.parse)
    .catch(archiveFailure(`the manifest ${name} is damaged`))
  if (Value.Check(Manifest, manifest)) return manifest
  throw new ArchiveError(`the manifest ${name} is not one of format 1; did a newer version write it?`)
}

/**
 * The lines of an archived file, a page at a time. At its end it compares all with the manifest, so what it yields
 * counts only once it has ended.
 * @throws ArchiveError if the file is damaged
 */
export async function* readArchived(
  store: ArchiveStore,
  object: string,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const manifest = await readManifest(store, object)
  const name = `${object}.ndjson.zst`
  const [stored, plain] = [createHash('sha256'), createHash('sha256')]
  let [sizeBytes, events] = [0, 0]
  const source = await store.read(name)
  source.on('data', (chunk: Buffer) => {
    stored.update(chunk)
    sizeBytes += chunk.length
  })
  for await (const page of pagesOf(decompressed(source), name)) {
    signal.throwIfAborted()
    for (const line of page) plain.update(`${line}\n`)
    events += page.length
    yield page
  }
  const found = { sizeBytes, sha256: stored.digest('hex'), events, linesSha256: plain.digest('hex') } as const
  for (const fact of ['sizeBytes', 'sha256', 'events', 'linesSha256'] as const)
    if (manifest[fact] !== found[fact])
      throw new ArchiveError(`${name} is damaged: ${fact} is ${found[fact]}, the manifest has ${manifest[fact]}`)
}

function decompressed(source: Readable): Readable {
  const plain = createZstdDecompress()
  source.once('error', (error) => plain.destroy(error))
  return source.pipe(plain).setEncoding('utf8')
}

/** Lines end with a line feed; no other character ends one. */
async function* pagesOf(plain: Readable, name: string): AsyncGenerator<string[]> {
  let page: string[] = []
  let begun = ''
  try {
    for await (const chunk of plain as AsyncIterable<string>) {
      const lines = (begun + chunk).split('\n')
      begun = lines.pop() ?? ''
      page.push(...lines)
      if (page.length < pageLines) continue
      yield page
      page = []
    }
  } catch (error) {
    archiveFailure(`${name} is damaged`)(error)
  }
  if (begun !== '') page.push(begun)
  if (page.length > 0) yield page
}
