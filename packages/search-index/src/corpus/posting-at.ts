import type { PackedFrequencies } from './fields.ts'
import { BLOCK_LENGTH, BLOCK_LOG2, type PostingList } from './posting-pool.ts'

/** The frequencies that a list has for a slot; 0 when it does not hold the slot. */
export function postingAt({ length, starts, slots, frequencies }: PostingList, slot: number): PackedFrequencies {
  const placeOf = (position: number): number => (starts[position >>> BLOCK_LOG2] as number) + (position % BLOCK_LENGTH)
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((slots[placeOf(middle)] as number) < slot) low = middle + 1
    else high = middle
  }
  return low < length && slots[placeOf(low)] === slot ? (frequencies[placeOf(low)] as number) : 0
}
