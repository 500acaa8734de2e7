import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { ForwardIndex } from './forward-index.ts'

const entries = fc
  .uniqueArray(fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 0xffff })), { selector: ([number]) => number })
  .map((pairs) => pairs.sort(([a], [b]) => a - b))

const read = (index: ForwardIndex, slot: number): [number, number][] => {
  const found: [number, number][] = []
  index.forEach(slot, (number, packed) => found.push([number, packed]))
  return found
}

it('returns the entries of every slot, also after others were compacted away', () => {
  const kept = fc.tuple(entries, fc.boolean())
  fc.assert(
    fc.property(fc.array(kept, { maxLength: 80 }), fc.array(entries, { maxLength: 5 }), (slots, later) => {
      const index = new ForwardIndex()
      const add = (pairs: [number, number][]): void => {
        const frequencies = new Map(pairs)
        index.add([...frequencies.keys()], (number) => frequencies.get(number) ?? 0)
      }
      for (const [pairs] of slots) add(pairs)
      expect(slots.map((_, slot) => read(index, slot))).toEqual(slots.map(([pairs]) => pairs))
      index.compact((slot) => slots[slot]?.[1] === true)
      for (const pairs of later) add(pairs)
      const left = [...slots.filter(([, isKept]) => isKept).map(([pairs]) => pairs), ...later]
      expect(left.map((_, slot) => read(index, slot))).toEqual(left)
    }),
    { numRuns: 50 },
  )
})
