import { InklingError } from '@inkling/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'

const consistencyHeader = 'consistency-token'

/** A committed write. */
export interface CommittedWrite {
  /** Postgres's 64-bit transaction id. */
  readonly transactionId: bigint
  /** The cluster in which the transaction has that id, as `Database` names it. */
  readonly cluster: string
}

/** Names a committed write, for a later read to wait for. */
export function setConsistencyToken(reply: FastifyReply, transactionId: bigint, cluster: string): FastifyReply {
  return reply.header(consistencyHeader, encodeConsistencyToken({ transactionId, cluster }))
}

export const encodeConsistencyToken = ({ transactionId, cluster }: CommittedWrite): string =>
  `c${transactionId.toString(36)}.${cluster}`

/** The write whose Consistency-Token a request carries. @throws InklingError as {@link decodeConsistencyToken} */
export function seenWrite({ headers }: FastifyRequest): CommittedWrite | undefined {
  const token = headers[consistencyHeader]
  return typeof token === 'string' ? decodeConsistencyToken(token) : undefined
}

/**
 * The cluster of a token from before tokens named it is empty.
 * @throws InklingError validation_failed for a text that is not a token.
 */
export function decodeConsistencyToken(token: string): CommittedWrite {
  const [, digits, cluster = ''] = /^c([0-9a-z]{1,13})(?:\.([\w-]{0,16}))?$/.exec(token) ?? []
  if (digits === undefined)
    throw new InklingError('validation_failed', 'The header Consistency-Token was not returned by a write', {
      errors: [
        {
          pointer: '/headers/consistency-token',
          code: 'format',
          detail: 'Send the Consistency-Token of the write unchanged',
        },
      ],
    })
  const transactionId = [...digits].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
  return { transactionId, cluster }
}
