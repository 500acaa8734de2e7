import { growArray } from '../memory/grow-array.ts'
import type { PackedFrequencies } from './fields.ts'

/** The longest varint of 32 bits, in bytes. */
const varintMax = 5

const copiedAtOnce = 2 ** 22

export interface ForwardState {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array<ArrayBuffer>
}

/**
 * The forms of each slot, as ascending numbers with their frequencies. An entry is a varint (LEB128) of twice the
 * distance from the previous number; if it is odd, a varint of the frequencies follows, else they are 1. About 2.5
 * bytes an entry.
 */
export class ForwardIndex {
  #bytes = new Uint8Array(256)
  /** By slot: its first byte. One more element for the end. */
  #starts = new Uint32Array(64)
  #end = 0

  get bytes(): number {
    return this.#bytes.byteLength + this.#starts.byteLength
  }

  get state(): ForwardState {
    const starts = this.#starts.subarray(0, this.#end + 1)
    return { bytes: this.#bytes.subarray(0, starts[this.#end]), starts }
  }

  /** Copies the bytes, some milliseconds of work per step. */
  *restore({ bytes, starts }: ForwardState): Generator<void> {
    this.#bytes = new Uint8Array(bytes.length)
    for (let from = 0; from < bytes.length; from += copiedAtOnce) {
      this.#bytes.set(bytes.subarray(from, from + copiedAtOnce), from)
      yield
    }
    this.#starts = starts
    this.#end = starts.length - 1
  }

  /** Adds the next slot. Its numbers must be distinct and ascend. */
  add(numbers: ArrayLike<number>, frequencies: (number: number) => PackedFrequencies): void {
    let at = this.#starts[this.#end]!
    this.#bytes = growArray(this.#bytes, at + 2 * varintMax * numbers.length)
    let before = 0
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i]!
      const packed = frequencies(number)
      at = this.#write(at, (number - before) * 2 + (packed === 1 ? 0 : 1))
      if (packed !== 1) at = this.#write(at, packed)
      before = number
    }
    this.#starts = growArray(this.#starts, this.#end + 2)
    this.#starts[++this.#end] = at
  }

  forEach(slot: number, visit: (number: number, packed: PackedFrequencies) => void): void {
    const end = this.#starts[slot + 1]!
    const bytes = this.#bytes
    let number = 0
    for (let at = this.#starts[slot]!; at < end; ) {
      let value = 0
      let byte = 128
      for (let scale = 1; byte >= 128; scale *= 128) {
        byte = bytes[at++]!
        value += (byte & 127) * scale
      }
      number += Math.floor(value / 2)
      let packed = 1
      if (value % 2 === 1) {
        packed = 0
        byte = 128
        for (let shift = 0; byte >= 128; shift += 7) {
          byte = bytes[at++]!
          packed |= (byte & 127) << shift
        }
      }
      visit(number, packed)
    }
  }

  /**
   * As `forEach`, for the numbers whose group is wanted: `groups` is by number, `wanted` by group, 0 for no. Most
   * entries of a slot are not wanted, and skipping them here is several times as fast as visiting them.
   */
  forEachWanted(
    slot: number,
    groups: Uint32Array,
    wanted: Uint8Array,
    visit: (group: number, packed: PackedFrequencies) => void,
  ): void {
    const end = this.#starts[slot + 1]!
    const bytes = this.#bytes
    let number = 0
    for (let at = this.#starts[slot]!; at < end; ) {
      let byte = bytes[at++]!
      let value = byte & 127
      for (let shift = 7; byte >= 128; shift += 7) {
        byte = bytes[at++]!
        value |= (byte & 127) << shift
      }
      number += value >>> 1
      let packed = value & 1 ? 0 : 1
      if (packed === 0) {
        byte = 128
        for (let shift = 0; byte >= 128; shift += 7) {
          byte = bytes[at++]!
          packed |= (byte & 127) << shift
        }
      }
      const group = groups[number]!
      if (wanted[group] !== 0) visit(group, packed)
    }
  }

  /** Drops the slots that are not kept. The others move together in their order. */
  compact(isKept: (slot: number) => boolean): void {
    let at = 0
    let kept = 0
    for (let slot = 0; slot < this.#end; slot++) {
      if (!isKept(slot)) continue
      const start = this.#starts[slot]!
      const end = this.#starts[slot + 1]!
      this.#bytes.copyWithin(at, start, end)
      at += end - start
      this.#starts[++kept] = at
    }
    this.#end = kept
    this.#bytes = this.#bytes.slice(0, Math.max(at, 256))
    this.#starts = this.#starts.slice(0, Math.max(kept + 1, 64))
  }

  #write(at: number, value: number): number {
    let rest = value
    let place = at
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[place++] = (rest % 128) + 128
    this.#bytes[place++] = rest
    return place
  }
}
