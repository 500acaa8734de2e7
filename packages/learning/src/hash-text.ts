const fnvOffset = 0x811c9dc5
const fnvPrime = 0x01000193

/** FNV-1a of the UTF-16 code units of a text: 32 bits, unsigned (Fowler, Noll and Vo, draft-eastlake-fnv). */
export function fnv1a(text: string, seed = fnvOffset): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), fnvPrime)
  return hash >>> 0
}

/** Spreads each bit over all 32: the finaliser of MurmurHash3 (Appleby 2011). */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** 32 well-mixed bits of a text: FNV-1a, mixed. */
export const hashText = (text: string, seed?: number): number => mix(fnv1a(text, seed))
