import { expect, it } from 'vitest'
import { decodeConsistencyToken, encodeConsistencyToken } from './consistency-token.ts'

it.each([0n, 1n, 751n, 2n ** 53n + 1n, 2n ** 64n - 1n])(
  'the token of transaction %d decodes to exactly that transaction',
  (id) => {
    expect(decodeConsistencyToken(encodeConsistencyToken(id))).toBe(id)
  },
)

it.each(['', 'c', 'x12', 'c-1', 'cABC', 'c1 ', `c${'z'.repeat(14)}`])(
  'rejects %j, which is not a consistency token',
  (token) => {
    expect(() => decodeConsistencyToken(token)).toThrow(expect.objectContaining({ code: 'validation_failed' }))
  },
)
