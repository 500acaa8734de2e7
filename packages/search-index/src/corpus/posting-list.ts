import type { PackedFrequencies } from './fields.ts'

/** How many postings a block holds. */
export const blockLength = 64
export const blockLog2 = 6

/**
 * One term's postings, by ascending slot, as views of the pool's arrays: blocks of 64 at `starts`, of which the last
 * may not be full. Valid until the next append.
 */
export interface PostingList {
  readonly length: number
  readonly starts: readonly number[]
  readonly slots: Uint32Array
  readonly frequencies: Uint16Array
}

/** The index of a list's n-th posting in the pool's arrays. */
export const placeOf = ({ starts }: Pick<PostingList, 'starts'>, n: number): number =>
  starts[n >>> blockLog2]! + (n % blockLength)

export function forEachPosting(list: PostingList, visit: (slot: number, packed: PackedFrequencies) => void): void {
  const { length, slots, frequencies } = list
  for (let i = 0; i < length; i++) {
    const place = placeOf(list, i)
    visit(slots[place]!, frequencies[place]!)
  }
}

/** The frequencies of a slot in a list; 0 when the list does not hold the slot. */
export function postingAt(list: PostingList, slot: number): PackedFrequencies {
  const { length, slots, frequencies } = list
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (slots[placeOf(list, middle)]! < slot) low = middle + 1
    else high = middle
  }
  return low < length && slots[placeOf(list, low)] === slot ? frequencies[placeOf(list, low)]! : 0
}
