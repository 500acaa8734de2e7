const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
/** How far each row of the keyboard is shifted to the right, in keys. */
const ROW_OFFSETS = [0, 0.25, 0.75]
const VOWELS = 'aeiouy'
/** Consonants that sound alike and are confused in writing. */
const ALIKE = ['ckqs', 'sz', 'dt', 'bp', 'fv', 'gj', 'mn']

const VOWEL_COST = 0.95
const ALIKE_COST = 1
const NEIGHBOUR_COST = 1.3
const OTHER_COST = 1.55

const SIZE = 128
const costs = substitutionCosts()

const VOWEL_CODES = new Set(Array.from(VOWELS, (vowel) => vowel.charCodeAt(0)))

export const isVowel = (letter: number): boolean => VOWEL_CODES.has(letter)

/** The cost of one letter typed for another: lower for letters that sound alike or are neighbours on a keyboard. */
export function substitutionCost(typed: number, meant: number): number {
  if (typed === meant) return 0
  return typed < SIZE && meant < SIZE ? costs[typed * SIZE + meant]! : OTHER_COST
}

function substitutionCosts(): Float64Array {
  const table = new Float64Array(SIZE * SIZE).fill(OTHER_COST)
  const keys = ROWS.flatMap((row, y) => [...row].map((key, x) => ({ key, x: x + (ROW_OFFSETS[y] ?? 0), y })))
  const lower = (a: string, b: string, cost: number) => {
    const at = a.charCodeAt(0) * SIZE + b.charCodeAt(0)
    table[at] = Math.min(table[at]!, cost)
  }
  for (const a of keys)
    for (const b of keys) if (Math.hypot(a.x - b.x, a.y - b.y) < 1.5) lower(a.key, b.key, NEIGHBOUR_COST)
  for (const group of ALIKE) for (const a of group) for (const b of group) lower(a, b, ALIKE_COST)
  for (const a of VOWELS) for (const b of VOWELS) lower(a, b, VOWEL_COST)
  return table
}
