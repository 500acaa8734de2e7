const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
/** How far each row of the keyboard is shifted to the right, in keys. */
const rowOffsets = [0, 0.25, 0.75]
const vowels = 'aeiouy'
/** Consonants that sound alike and are confused in writing. */
const alike = ['ckqs', 'sz', 'dt', 'bp', 'fv', 'gj', 'mn']

const vowelCost = 0.95
const alikeCost = 1
const neighbourCost = 1.3
const otherCost = 1.55

const size = 128
const costs = substitutionCosts()

const vowelCodes = new Set(Array.from(vowels, (vowel) => vowel.charCodeAt(0)))

export const isVowel = (letter: number): boolean => vowelCodes.has(letter)

/** The cost of one letter typed for another: lower for letters that sound alike or are neighbours on a keyboard. */
export function substitutionCost(typed: number, meant: number): number {
  if (typed === meant) return 0
  return typed < size && meant < size ? costs[typed * size + meant]! : otherCost
}

function substitutionCosts(): Float64Array {
  const table = new Float64Array(size * size).fill(otherCost)
  const keys = rows.flatMap((row, y) => [...row].map((key, x) => ({ key, x: x + (rowOffsets[y] ?? 0), y })))
  const lower = (a: string, b: string, cost: number) => {
    const at = a.charCodeAt(0) * size + b.charCodeAt(0)
    table[at] = Math.min(table[at]!, cost)
  }
  for (const a of keys)
    for (const b of keys) if (Math.hypot(a.x - b.x, a.y - b.y) < 1.5) lower(a.key, b.key, neighbourCost)
  for (const group of alike) for (const a of group) for (const b of group) lower(a, b, alikeCost)
  for (const a of vowels) for (const b of vowels) lower(a, b, vowelCost)
  return table
}
