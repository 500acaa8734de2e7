import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Limits } from './rate-limits.ts'
import type { RefusedKeys } from './refused-keys.ts'
import { requestDeadline } from './request-deadline.ts'
import type { Identity } from './request-identity.ts'
import type { Tokens } from './tokens.ts'

/**
 * Returns a function that tells whose a token is that nobody has used before; undefined if it is not valid. As with
 * keys, who guesses is counted against the address, and makes nobody read anything beyond its limit.
 */
export const tokenIdentification =
  (
    tokens: Pick<Tokens, 'isOfKnown' | 'verify'>,
    limits: Pick<Limits, 'admitAddress' | 'takeBack'>,
    refused: Pick<RefusedKeys, 'see'>,
  ) =>
  async (token: string, request: FastifyRequest, reply: FastifyReply): Promise<Identity | undefined> => {
    const isKnown = tokens.isOfKnown(token)
    if (!isKnown) limits.admitAddress(request, reply)
    try {
      const identity = await tokens.verify(token, requestDeadline.get(request))
      if (!identity) refused.see(request.ip)
      if (identity && !isKnown) limits.takeBack(request, reply, false)
      if (!identity && isKnown) limits.admitAddress(request, reply)
      return identity
    } catch (error) {
      if (isKnown) limits.admitAddress(request, reply)
      throw error
    }
  }
