import { expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { decodeConsistencyToken, encodeConsistencyToken, setConsistencyToken } from './consistency-token.ts'

it.each([0n, 1n, 751n, 2n ** 53n + 1n, 2n ** 64n - 1n])(
  'the token of transaction %d decodes to exactly that transaction',
  (transactionId) => {
    const write = { transactionId, cluster: 'x-1_Q9' }
    expect(decodeConsistencyToken(encodeConsistencyToken(write))).toEqual(write)
  },
)

it('a token from before tokens named a cluster is one of no known cluster', () => {
  expect(decodeConsistencyToken('ckv')).toEqual({ transactionId: 751n, cluster: '' })
})

it.each(['', 'c', 'x12', 'xc12', 'c-1', 'cABC', 'c1 ', `c${'z'.repeat(14)}`, 'c1.a b', `c1.${'z'.repeat(17)}`])(
  'rejects %j, which is not a consistency token',
  (token) => {
    expect(() => decodeConsistencyToken(token)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ pointer: '/headers/consistency-token', code: 'format' })],
      }),
    )
  },
)

it('the answer to a write carries the token of its transaction', async () => {
  const app = createServer({ logger: silentLogger })
  app.post('/', async (_request, reply) => setConsistencyToken(reply, 751n, 'here').send())
  const { headers } = await app.inject({ method: 'POST', url: '/' })
  expect(decodeConsistencyToken(String(headers['consistency-token']))).toEqual({ transactionId: 751n, cluster: 'here' })
})
