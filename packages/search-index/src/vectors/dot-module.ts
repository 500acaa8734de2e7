/** Opcodes of WebAssembly (W3C core specification 2.0, appendix "Index of Instructions"), SIMD ones with their prefix. */
const op = {
  loop: 0x03,
  end: 0x0b,
  brIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Store: 0x36,
  i32Const: 0x41,
  i32LessUnsigned: 0x49,
  i32Add: 0x6a,
  i32Subtract: 0x6b,
  load8x8Signed: [0xfd, 0x01],
  v128Const: [0xfd, 0x0c],
  extractLane: [0xfd, 0x1b],
  i32x4Add: [0xfd, 0xae, 0x01],
  i32x4DotOf16Bits: [0xfd, 0xba, 0x01],
} as const
const I32 = 0x7f
const V128 = 0x7b
const NO_VALUE = 0x40

type Code = number | readonly Code[]

/** Numbers above 63 must be given as LEB128 by `signed`, all others are themselves. */
const bytesOf = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(bytesOf))
const sized = (code: Code): Code => [unsigned(bytesOf(code).length), code]
const section = (id: number, ...code: Code[]): Code => [id, sized(code)]

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]
}

const [count, width, query, result] = [0, 1, 2, 3]
/** Vectors at hand: as many are read beside each part of the query, so that it is widened once for all of them. */
const vectors = [4, 5, 6, 7]
const sums = [8, 9, 10, 11]
const widened = 12
/** How many vectors are multiplied at once. */
export const VECTORS_AT_ONCE = 4

const get = (local: number): Code => [op.localGet, local]
const addTo = (local: number, amount: Code): Code => [get(local), amount, op.i32Add, op.localSet, local]
const constant = (value: number): Code => [op.i32Const, signed(value)]
/** Eight signed bytes as 16-bit numbers, read at a local; aligned to 2^3 bytes, offset 0. */
const eightAt = (local: number): Code => [get(local), op.load8x8Signed, 3, 0]
const lane = (sum: number, n: number): Code => [get(sum), op.extractLane, n]
/** Stored at the n-th place from `result` on, aligned to 2^2 bytes. */
const storeTotal = (sum: number, n: number): Code => [
  [get(result), lane(sum, 0), lane(sum, 1), op.i32Add, lane(sum, 2), op.i32Add, lane(sum, 3), op.i32Add],
  [op.i32Store, 2, 4 * n],
]

/**
 * A module of one function, `products(count, width)`, over a memory `memory.pages`: for each of `count` vectors of signed bytes,
 * lying one after the other from `vectorsAt` on, its product with the vector at 0, as a 32-bit integer from `resultsAt` on.
 * `width` is a multiple of 8 and not 0, `count` one of `VECTORS_AT_ONCE` and not 0. Sums are exact up to a width of 2^17.
 */
export function dotModule(resultsAt: number, vectorsAt: number, pages: number): Uint8Array<ArrayBuffer> {
  const [first = 0] = vectors
  const last = vectors.at(-1) ?? first
  const body: Code = [
    [2, [6, I32], [5, V128]],
    [constant(vectorsAt), op.localSet, last, constant(resultsAt), op.localSet, result],
    [op.loop, NO_VALUE],
    [get(last), op.localSet, first],
    vectors.slice(1).map((vector, n): Code => [get(vectors[n] ?? first), get(width), op.i32Add, op.localSet, vector]),
    [constant(0), op.localSet, query],
    sums.map((sum): Code => [op.v128Const, Array<number>(16).fill(0), op.localSet, sum]),
    [op.loop, NO_VALUE],
    [eightAt(query), op.localSet, widened],
    sums.map(
      (sum, n): Code => [
        [get(sum), get(widened), eightAt(vectors[n] ?? first), op.i32x4DotOf16Bits, op.i32x4Add, op.localSet, sum],
      ],
    ),
    [query, ...vectors].map((local) => addTo(local, constant(8))),
    [get(query), get(width), op.i32LessUnsigned, op.brIf, 0, op.end],
    sums.map(storeTotal),
    addTo(result, constant(4 * VECTORS_AT_ONCE)),
    [get(count), constant(VECTORS_AT_ONCE), op.i32Subtract, op.localTee, count, op.brIf, 0, op.end],
    op.end,
  ]
  const name = (text: string): Code => sized(Array.from(text, (letter) => letter.charCodeAt(0)))
  return Uint8Array.from(
    bytesOf([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, 1, [0x60, 2, I32, I32, 0]),
      section(3, 1, 0),
      section(5, 1, [0, pages]),
      section(7, 2, [name('memory'), 2, 0], [name('products'), 0, 0]),
      section(10, 1, sized(body)),
    ]),
  )
}
