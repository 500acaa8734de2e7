import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { networkOf } from './network-of.ts'
import { type Identity, isForPages } from './request-identity.ts'

/**
 * Names the network of a request with a key that pages have: 66 bits of an HMAC, from which nobody without the secret
 * finds the address. Undefined for a key of a server, which asks for many people.
 */
export function visitorMark(secret: string, identity: Identity, { ip }: FastifyRequest): string | undefined {
  if (!isForPages(identity)) return undefined
  const mac = createHmac('sha256', secret).update(`visitor ${identity.tenantId} ${networkOf(ip)}`)
  return mac.digest('base64url').slice(0, 11)
}
