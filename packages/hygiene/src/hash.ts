const fnvOffset = 0x811c9dc5
const fnvPrime = 0x01000193

/** FNV-1a of the UTF-16 code units of a text: 32 bits (Fowler, Noll and Vo, draft-eastlake-fnv). */
export function hashText(text: string, seed = fnvOffset): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), fnvPrime)
  return mix(hash)
}

/** Spreads each bit over all 32: the finaliser of MurmurHash3 (Appleby 2011). */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
