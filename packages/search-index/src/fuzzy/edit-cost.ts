import { isVowel, substitutionCost } from './letter-costs.ts'

/** Longer words are not compared. */
const comparedMax = 40

/**
 * The cost of an edit is a fifth of −ln of the probability that a slip has exactly this kind, place and letter. A
 * letter can be left out in one way, but exchanged in 25. Counted from some 60,000 misspellings of 17,000 words by one
 * edit; either half of the words gives the same within 0.1, except for first letters.
 */
const missingCost = 0.6
const missingDoubleCost = 0.25
const transpositionCost = 0.75
const doubledCost = 0.95
const extraVowelCost = 1.25
const extraCost = 1.5
/** People rarely miss the first letter (Yannakoudakis and Fawthrop: The rules of spelling errors, 1983). */
const firstLetterCost = 0.3

const width = comparedMax + 1
let beforeLast = new Float64Array(width)
let last = new Float64Array(width)
let current = new Float64Array(width)

/**
 * A weighted edit distance: how unlikely it is to type one word for the other. Swapped neighbours are one edit
 * (Damerau: A technique for computer detection and correction of spelling errors, 1964). `Infinity` if the lengths, or
 * any aligned beginnings, differ by more than `edits`, or if the cost exceeds `most`.
 */
export function editCost(typed: string, meant: string, edits: number, most: number): number {
  const n = typed.length
  const m = meant.length
  if (Math.abs(n - m) > edits || n > comparedMax || m > comparedMax) return Number.POSITIVE_INFINITY
  firstRow(meant, edits)
  let leastBefore = 0
  for (let i = 1; i <= n; i++) {
    const least = nextRow(typed, meant, i, edits)
    // A swap skips a row, so one cheap row of two can still reach the end.
    if (least > most && leastBefore > most) return Number.POSITIVE_INFINITY
    leastBefore = least
  }
  const cost = last[m]!
  return cost <= most ? cost : Number.POSITIVE_INFINITY
}

function firstRow(meant: string, edits: number): void {
  last[0] = 0
  for (let j = 1; j <= meant.length; j++)
    last[j] = j > edits ? Number.POSITIVE_INFINITY : last[j - 1]! + missing(meant, 0, j)
}

/** Fills row i of the table, within `edits` of its diagonal. Returns its cheapest cell. */
function nextRow(typed: string, meant: string, i: number, edits: number): number {
  const m = meant.length
  const from = Math.max(1, i - edits)
  const to = Math.min(m, i + edits)
  current[from - 1] = from === 1 && i <= edits ? last[0]! + extra(typed, i, 0) : Number.POSITIVE_INFINITY
  let least = current[from - 1]!
  const letter = typed.charCodeAt(i - 1)
  for (let j = from; j <= to; j++) {
    const meantLetter = meant.charCodeAt(j - 1)
    let cost = last[j - 1]! + substitutionCost(letter, meantLetter)
    if (letter !== meantLetter && (i === 1 || j === 1)) cost += firstLetterCost
    if (j < i + edits) cost = Math.min(cost, last[j]! + extra(typed, i, j))
    cost = Math.min(cost, current[j - 1]! + missing(meant, i, j))
    if (i > 1 && j > 1 && letter === meant.charCodeAt(j - 2) && typed.charCodeAt(i - 2) === meantLetter)
      cost = Math.min(cost, beforeLast[j - 2]! + transpositionCost + (i === 2 ? firstLetterCost : 0))
    current[j] = cost
    if (cost < least) least = cost
  }
  const spare = beforeLast
  beforeLast = last
  last = current
  current = spare
  return least
}

/** The cost of the i-th typed letter as one too many, after j letters of the meant word. */
function extra(typed: string, i: number, j: number): number {
  const letter = typed.charCodeAt(i - 1)
  if (i > 1 && letter === typed.charCodeAt(i - 2)) return doubledCost
  return (isVowel(letter) ? extraVowelCost : extraCost) + (j === 0 ? firstLetterCost : 0)
}

/** The cost of leaving out the j-th meant letter, after i typed letters. */
function missing(meant: string, i: number, j: number): number {
  if (j > 1 && meant.charCodeAt(j - 1) === meant.charCodeAt(j - 2)) return missingDoubleCost
  return i === 0 ? missingCost + firstLetterCost : missingCost
}
