import { isFiller, isNumber, valueKind } from './variant-words.ts'

/** In texts of up to so many words, each word makes a difference. */
const shortWords = 10

/**
 * Whether two texts are made after one pattern and say different things. It is so if
 *
 * - at least half of the words that only one of them has are numbers or took the place of another value of their kind:
 *   versions, sizes, colours, months;
 * - a number took the place of another one;
 * - they are short, and only one has a word that is neither another spelling of a word nor one such as "the".
 */
export function areVariants(left: readonly string[], right: readonly string[]): boolean {
  const [ours, theirs] = [surplus(left, right), surplus(right, left)]
  const words = [...ours, ...theirs].map(({ word }) => word)
  const replaced = ours.flatMap((one) =>
    theirs.filter((other) => areInOnePlace(one, other)).map((other): Pair => [one.word, other.word]),
  )
  const values = new Set([...replaced.filter(areOfOneKind).flat(), ...words.filter(isNumber)])
  if (values.size > 0 && 2 * words.filter((word) => values.has(word)).length >= words.length) return true
  if (replaced.some((pair) => pair.every(isNumber))) return true
  const isShort = Math.max(left.length, right.length) <= shortWords
  return isShort && words.some((word) => !isFiller(word) && !words.some((other) => isSpelling(word, other)))
}

type Pair = readonly [string, string]

function areOfOneKind([one, other]: Pair): boolean {
  const kind = valueKind(one)
  return kind !== undefined && kind === valueKind(other)
}

/** A word that one text has more often than the other, with its neighbours; undefined at an end of the text. */
interface Place {
  readonly word: string
  readonly before: string | undefined
  readonly after: string | undefined
}

function surplus(of: readonly string[], over: readonly string[]): Place[] {
  const counts = new Map<string, number>()
  for (const word of of) counts.set(word, (counts.get(word) ?? 0) + 1)
  for (const word of over) counts.set(word, (counts.get(word) ?? 0) - 1)
  return of.flatMap((word, at) =>
    (counts.get(word) ?? 0) > 0 ? [{ word, before: of[at - 1], after: of[at + 1] }] : [],
  )
}

const areInOnePlace = (one: Place, other: Place) => one.before === other.before || one.after === other.after

const leastSpelt = 4

/** Whether two words differ in one letter, added, left out or replaced, such as "colour" and "color". */
function isSpelling(one: string, other: string): boolean {
  if (one === other || Math.min(one.length, other.length) < leastSpelt || isNumber(one + other)) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const same = (a: number, b: number) => one.slice(start + a) === other.slice(start + b)
  return same(1, 1) || same(1, 0) || same(0, 1)
}
