import type { PackedFrequencies } from './fields.ts'
import { BLOCK_LENGTH, BLOCK_LOG2, type PostingList } from './posting-pool.ts'

/** The frequencies that a list has for a slot; 0 when it does not hold the slot. */
export function postingAt(list: PostingList, slot: number): PackedFrequencies {
  const { length, frequencies } = list
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (slotAt(list, middle) < slot) low = middle + 1
    else high = middle
  }
  return low < length && slotAt(list, low) === slot ? (frequencies[placeOf(list, low)] as number) : 0
}

/** The slot at a position below the list's length. */
export function slotAt(list: PostingList, position: number): number {
  return list.slots[placeOf(list, position)] as number
}

function placeOf({ starts }: PostingList, position: number): number {
  return (starts[position >>> BLOCK_LOG2] as number) + (position % BLOCK_LENGTH)
}
