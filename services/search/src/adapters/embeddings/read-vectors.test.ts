import { expect, it } from 'vitest'
import { readVectors } from './read-vectors.ts'

const base64 = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
const read = (data: unknown, dimensions?: number) => readVectors({ data }, { count: 2, dimensions }).map((v) => [...v])

it('reads numbers and base64, in the order of the texts', () => {
  expect(
    read([
      { index: 1, embedding: [3, 4] },
      { index: 0, embedding: base64(1, 2) },
    ]),
  ).toEqual([
    [1, 2],
    [3, 4],
  ])
  expect(read([{ embedding: [1] }, { embedding: [2] }], 1)).toEqual([[1], [2]])
})

it.each([
  ['nothing', undefined, 'not a list of 2'],
  ['too few', [{ index: 0, embedding: [1] }], 'not a list of 2'],
  [
    'one twice',
    [
      { index: 0, embedding: [1] },
      { index: 0, embedding: [1] },
    ],
    'a text has no embedding',
  ],
  [
    'one too far',
    [
      { index: 0, embedding: [1] },
      { index: 2, embedding: [1] },
    ],
    'a text has no embedding',
  ],
  [
    'an index that is no whole number',
    [
      { index: '0', embedding: [1] },
      { index: 1, embedding: [1] },
    ],
    'has no index',
  ],
  ['no vector', [{ index: 0 }, { index: 1, embedding: [1] }], 'neither numbers nor base64'],
  [
    'half a number',
    [
      { index: 0, embedding: 'AAAA' },
      { index: 1, embedding: [1] },
    ],
    'cut off',
  ],
  [
    'two lengths',
    [
      { index: 0, embedding: [1] },
      { index: 1, embedding: [1, 2] },
    ],
    '2 dimensions, 1 expected',
  ],
  [
    'a value that is no number',
    [
      { index: 0, embedding: [1] },
      { index: 1, embedding: [null] },
    ],
    'a value that is no number',
  ],
  [
    'infinity',
    [
      { index: 0, embedding: [1] },
      { index: 1, embedding: base64(Infinity) },
    ],
    'a value that is no number',
  ],
  [
    'a zero',
    [
      { index: 0, embedding: [1] },
      { index: 1, embedding: [0] },
    ],
    'is zero',
  ],
  [
    'empty vectors',
    [
      { index: 0, embedding: [] },
      { index: 1, embedding: '' },
    ],
    'is zero',
  ],
])('refuses %s', (_what, data, message) => {
  expect(() => read(data)).toThrow(message)
})

it('refuses other dimensions than were asked for', () => {
  const data = [
    { index: 0, embedding: [1, 2] },
    { index: 1, embedding: [1, 2] },
  ]
  expect(() => read(data, 3)).toThrow('2 dimensions, 3 expected')
})
