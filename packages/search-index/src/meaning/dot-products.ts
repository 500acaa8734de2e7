import { withCapacity } from '../corpus/with-capacity.ts'
import { dotModule } from './dot-module.ts'

/** What is used of WebAssembly, which the types of Node.js leave out. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly products: (count: number, width: number) => void
}

const PAGE_BYTES = 2 ** 16
const RESULTS_AT = PAGE_BYTES
const VECTORS_AT = 2 * PAGE_BYTES
/** Vectors are copied in by two pages at a time, which stay in the cache until they are read. */
const PAGES = 4

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly
const wasm = new Instance(new Module(dotModule(RESULTS_AT, VECTORS_AT, PAGES))).exports as Exports
const query = new Int8Array(wasm.memory.buffer, 0, RESULTS_AT)
const results = new Int32Array(wasm.memory.buffer, RESULTS_AT, (VECTORS_AT - RESULTS_AT) / 4)
const room = new Int8Array(wasm.memory.buffer, VECTORS_AT)
let all = new Int32Array(results.length)

/** The bytes that a vector takes where it is multiplied: as many as it has dimensions, and up to seven zeros. */
export const paddedWidth = (dimensions: number): number => Math.ceil(dimensions / 8) * 8

/**
 * The exact products of one vector of bytes with the first `count` of others, which lie one after the other, `width` bytes each, as
 * `paddedWidth` says. By SIMD, which is some ten times as quick as JavaScript. Valid until the next call.
 */
export function dotProducts(values: Int8Array, vectors: Int8Array, width: number, count: number): Int32Array {
  all = withCapacity(all, count)
  if (width === 0) return all.fill(0, 0, count)
  query.fill(0, 0, width).set(values)
  const atOnce = Math.min(results.length, Math.floor(room.length / width))
  for (let from = 0; from < count; from += atOnce) {
    const taken = Math.min(atOnce, count - from)
    room.set(vectors.subarray(from * width, (from + taken) * width))
    wasm.products(taken, width)
    all.set(taken === results.length ? results : results.subarray(0, taken), from)
  }
  return all
}
