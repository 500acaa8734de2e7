/** A 32-bit hash (FNV-1a over UTF-16 units) by which a cursor remembers an item that was shown. */
export function shortHash(itemId: string): number {
  let hash = 0x811c9dc5
  for (let n = 0; n < itemId.length; n++) hash = Math.imul(hash ^ itemId.charCodeAt(n), 0x01000193)
  return hash >>> 0
}

/** The most items that one list shows in all its pages. */
export const mostShown = 500

/** As a cursor holds them: 4 bytes each. */
export const packShown = (hashes: readonly number[]): string =>
  Buffer.from(Uint32Array.from(hashes).buffer).toString('base64url')

export function unpackShown(packed: string): number[] {
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64url'))
  return [...new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 4))]
}
