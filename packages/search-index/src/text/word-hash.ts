/** Differ in every process, so that nobody can send words that fall together in a `WordTable`. Nothing that is answered depends on them. */
export const WORD_SEED = (Math.random() * 2 ** 32) | 0
const FACTOR = (Math.random() * 2 ** 32) | 1

/** The hash of a word and one UTF-16 unit more (multiplied as in FNV-1a): 32 bits, of which the upper ones are the better. */
export const withUnit = (hash: number, unit: number): number => Math.imul(hash ^ unit, FACTOR)

export function wordHash(text: string, start = 0, end = text.length): number {
  let hash = WORD_SEED
  for (let at = start; at < end; at++) hash = withUnit(hash, text.charCodeAt(at))
  return hash
}
