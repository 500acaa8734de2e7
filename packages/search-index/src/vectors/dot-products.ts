import { growArray } from '../memory/grow-array.ts'
import { dotModule, resultsAt, vectorsAt, vectorsAtOnce } from './dot-module.ts'

/** The part of WebAssembly that is used here. The types of Node.js do not have it. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly products: (count: number, width: number) => void
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly
const wasm = new Instance(new Module(dotModule())).exports as Exports
const query = new Int8Array(wasm.memory.buffer, 0, resultsAt)
const results = new Int32Array(wasm.memory.buffer, resultsAt, (vectorsAt - resultsAt) / 4)
/** 128 KiB, which stay in the cache from copying vectors in until they are read. */
const room = new Int8Array(wasm.memory.buffer, vectorsAt)
let all = new Int32Array(results.length)

/** The width of a vector for multiplication: its dimensions, padded with zeros to a multiple of 8. */
export const paddedWidth = (dimensions: number): number => Math.ceil(dimensions / 8) * 8

/**
 * The exact products of one vector of bytes with the first `count` of others, stored in a row with `width`
 * (`paddedWidth`) bytes each. SIMD is some twenty times as fast as JavaScript. The result is valid until the next call.
 */
export function dotProducts(values: Int8Array, vectors: Int8Array, width: number, count: number): Int32Array {
  if (width === 0 || count === 0) {
    all = growArray(all, count)
    return all.fill(0, 0, count)
  }
  const atOnce = heldAtOnce(width)
  const productsFrom = (from: number, taken: number): Int32Array => {
    room.set(vectors.subarray(from * width, (from + taken) * width))
    multiply(values, width, taken)
    return results
  }
  if (count <= atOnce) return productsFrom(0, count)
  all = growArray(all, count)
  for (let from = 0; from < count; from += atOnce) {
    const taken = Math.min(atOnce, count - from)
    all.set(productsFrom(from, taken).subarray(0, taken), from)
  }
  return all
}

/** Vectors of bytes, stored in a row, padding included. */
export interface Points {
  readonly vectors: Int8Array
  readonly count: number
}

/** Pads vectors with zeros to a width and stores them in a row. */
export function pointsOf(values: readonly Int8Array[], width: number): Points {
  const vectors = new Int8Array(values.length * width)
  values.forEach((value, n) => {
    vectors.set(value, n * width)
  })
  return { vectors, count: values.length }
}

/**
 * For each vector, which of the others has the greatest product with it, the first of equals. Each vector is copied in
 * once for all others, which is twice as fast as one by one.
 */
export function nearestOthers(vectors: Points, others: Points, width: number): Uint32Array {
  const nearest = new Uint32Array(vectors.count)
  if (width === 0) return nearest
  const atOnce = heldAtOnce(width)
  for (let from = 0; from < vectors.count; from += atOnce) {
    const taken = Math.min(atOnce, vectors.count - from)
    const most = new Int32Array(taken)
    room.set(vectors.vectors.subarray(from * width, (from + taken) * width))
    for (let other = 0; other < others.count; other++) {
      multiply(others.vectors.subarray(other * width, (other + 1) * width), width, taken)
      for (let n = 0; n < taken; n++) {
        const product = results[n]!
        if (other > 0 && product <= most[n]!) continue
        most[n] = product
        nearest[from + n] = other
      }
    }
  }
  return nearest
}

/** How many vectors of a width fit into the room. */
const heldAtOnce = (width: number): number => {
  const places = Math.min(results.length, Math.floor(room.length / width))
  return places - (places % vectorsAtOnce)
}

/** Multiplies a vector with the first `count` vectors in the room, rounded up to a multiple of `vectorsAtOnce`. */
function multiply(values: Int8Array, width: number, count: number): void {
  query.fill(0, 0, width).set(values)
  wasm.products(Math.ceil(count / vectorsAtOnce) * vectorsAtOnce, width)
}
