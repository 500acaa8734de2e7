import { InklingError } from '@inkling/errors'
import type { FastifyReply } from 'fastify'

export const consistencyHeader = 'consistency-token'

/** Names a committed write, for a later read to wait for. `transactionId` is Postgres's 64-bit transaction id. */
export function setConsistencyToken(reply: FastifyReply, transactionId: bigint): FastifyReply {
  return reply.header(consistencyHeader, encodeConsistencyToken(transactionId))
}

export const encodeConsistencyToken = (transactionId: bigint): string => `c${transactionId.toString(36)}`

/** @throws InklingError validation_failed for a text that is not a token. */
export function decodeConsistencyToken(token: string): bigint {
  if (!/^c[0-9a-z]{1,13}$/.test(token))
    throw new InklingError('validation_failed', 'The header Consistency-Token was not returned by a write', {
      errors: [
        {
          pointer: '/headers/consistency-token',
          code: 'format',
          detail: 'Send the Consistency-Token of the write unchanged',
        },
      ],
    })
  return [...token.slice(1)].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
}
