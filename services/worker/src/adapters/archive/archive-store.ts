import type { Readable } from 'node:stream'

/** Where files of the archive are kept. Names are paths without a leading slash; files are replaced as a whole. */
export interface ArchiveStore {
  /** Stores a file of this machine. Once it resolves, the file is kept. @throws ArchiveError */
  put(name: string, file: string): Promise<void>
  /** @throws ArchiveError if there is none, or the store is unavailable */
  read(name: string): Promise<Readable>
  /** Deletes every file whose name begins with the prefix, which ends with a slash or names one file. */
  remove(prefix: string): Promise<void>
}

/** Deletes the two files of an object. */
export async function removeObject(store: ArchiveStore, object: string): Promise<void> {
  for (const ending of ['json', 'ndjson.zst']) await store.remove(`${object}.${ending}`)
}

/** Says what failed in the archive, and what to look at. Operators read it. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** @throws ArchiveError with the error as its cause */
export const archiveFailure = (what: string) => (cause: unknown) => {
  if (cause instanceof ArchiveError) throw cause
  throw new ArchiveError(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
}
