import { fnv1a } from '@inkling/learning'

/** A 32-bit hash by which a cursor remembers an item that was shown. */
export const shortHash = (itemId: string): number => fnv1a(itemId)

/** The most items that one list shows in all its pages. */
export const mostShown = 500

/** As a cursor holds them: 4 bytes each. */
export const packShown = (hashes: readonly number[]): string =>
  Buffer.from(Uint32Array.from(hashes).buffer).toString('base64url')

export function unpackShown(packed: string): number[] {
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64url'))
  return [...new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 4))]
}
