/** Random in every process, so that no one can send words that collide in a `WordTable`. No answer depends on it. */
export const wordSeed = (Math.random() * 2 ** 32) | 0
const factor = (Math.random() * 2 ** 32) | 1

/** Adds a UTF-16 unit to a hash, multiplying as FNV-1a does. Of the 32 bits the upper ones are the better. */
export const withUnit = (hash: number, unit: number): number => Math.imul(hash ^ unit, factor)

export function wordHash(text: string, start = 0, end = text.length): number {
  let hash = wordSeed
  for (let at = start; at < end; at++) hash = withUnit(hash, text.charCodeAt(at))
  return hash
}
