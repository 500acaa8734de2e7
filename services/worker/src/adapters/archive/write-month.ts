import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import { type EventLine, type EventMonth, readMonth, type TenantDatabase } from '@inkling/database'
import type { ArchiveStore } from './archive-store.ts'
import type { Manifest } from './manifest.ts'
import { readArchived } from './read-archived.ts'

type Line = Pick<EventLine, 'at' | 'line'>

/** The lines of a tenant's events of a month, as they pass. */
class LineDigest {
  readonly #hash = createHash('sha256')
  events = 0
  firstAt = ''
  lastAt = ''

  /** Adds lines in the order of their times. Returns them as they are written. */
  add(page: readonly Line[]): string {
    const text = page.map(({ line }) => `${line}\n`).join('')
    this.#hash.update(text)
    this.events += page.length
    this.firstAt ||= page[0]?.at ?? ''
    this.lastAt = page.at(-1)?.at ?? this.lastAt
    return text
  }

  /** Once, after the last line. */
  sha256 = (): string => this.#hash.digest('hex')
}

/** The checksum of a tenant's events of a month, and how many there are. */
export async function digestMonth(tenant: TenantDatabase, source: EventMonth, signal: AbortSignal) {
  const digest = new LineDigest()
  for await (const page of readMonth(tenant, source)) {
    signal.throwIfAborted()
    digest.add(page)
  }
  return { events: digest.events, linesSha256: digest.sha256() }
}

/** The same events have the same name, whoever archives them and how often. */
export const objectName = (tenantId: string, month: string, linesSha256: string): string =>
  `events/${tenantId}/${month}/${linesSha256.slice(0, 32)}`

export interface WriteMonthOptions {
  readonly store: ArchiveStore
  readonly columns: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Writes a tenant's events of a month into the archive and reads them back. The manifest is written last: without it,
 * a file is half written. Undefined if there are no events.
 * @throws ArchiveError if what was read is not what was written
 */
export const writeMonth = (tenant: TenantDatabase, source: EventMonth, options: WriteMonthOptions) =>
  writeEvents({ tenantId: tenant.tenantId, month: source.month }, readMonth(tenant, source), options)

/** The same for events that are read page by page, in the order of their times. */
export async function writeEvents(
  of: Pick<Manifest, 'tenantId' | 'month'>,
  pages: AsyncIterable<readonly Line[]>,
  { store, columns, signal }: WriteMonthOptions,
): Promise<(Manifest & { readonly object: string }) | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-archive-'))
  try {
    const file = join(folder, 'events')
    const digest = await compress(pages, file, signal)
    if (digest.events === 0) return undefined
    const { events, firstAt, lastAt } = digest
    const linesSha256 = digest.sha256()
    const stored = { sizeBytes: (await stat(file)).size, sha256: await sha256Of(file) }
    const facts = { ...of, columns: [...columns], events, firstAt, lastAt, linesSha256 }
    const manifest: Manifest = { format: 1, ...facts, ...stored }
    const object = objectName(of.tenantId, of.month, linesSha256)
    await store.put(`${object}.ndjson.zst`, file)
    await writeFile(`${file}.json`, `${JSON.stringify(manifest, null, 2)}\n`)
    await store.put(`${object}.json`, `${file}.json`)
    for await (const _ of readArchived(store, object, signal)) signal.throwIfAborted()
    return { ...manifest, object }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compress(pages: AsyncIterable<readonly Line[]>, file: string, signal: AbortSignal) {
  const digest = new LineDigest()
  async function* texts() {
    for await (const page of pages) yield digest.add(page)
  }
  await pipeline(Readable.from(texts()), createZstdCompress(), createWriteStream(file), { signal })
  return digest
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}
