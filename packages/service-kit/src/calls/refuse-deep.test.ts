import { expect, it } from 'vitest'
import { refuseDeep } from './refuse-deep.ts'

const nested = (depth: number, inside = '') => '{"a":['.repeat(depth / 2) + inside + ']}'.repeat(depth / 2)
const refusal = expect.objectContaining({ code: 'bad_request', detail: expect.stringContaining('64 levels deep') })

it('takes 64 levels, and as many values side by side as there are', () => {
  expect(() => refuseDeep(nested(64), false)).not.toThrow()
  expect(() => refuseDeep(`[${'[{}],'.repeat(1_000)}1]`, false)).not.toThrow()
  expect(() => refuseDeep(`${nested(64)}\n`.repeat(10), true)).not.toThrow()
})

it('refuses 66 levels, also in the last of many lines and without an end', () => {
  expect(() => refuseDeep(nested(66), false)).toThrow(refusal)
  expect(() => refuseDeep(`{}\n${nested(66)}`, true)).toThrow(refusal)
  expect(() => refuseDeep('['.repeat(100_000), false)).toThrow(refusal)
})

it('counts no brackets in strings, however their quotes are escaped', () => {
  const brackets = '['.repeat(100)
  for (const text of [brackets, `\\"${brackets}`, `\\\\\\"${brackets}`, `"${brackets}`.slice(1)])
    refuseDeep(`["${text}"]`, false)
  expect(() => refuseDeep(`["\\\\", ${brackets}`, false)).toThrow(refusal)
})

it('counts each line of NDJSON by itself, also if one has no end', () => {
  expect(() => refuseDeep('[\n'.repeat(100), true)).not.toThrow()
})
