import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { isListed } from './precondition.ts'

/** The entity tag of data that may be written in several ways, such as compressed. */
export const weakEtag = (data: string | Buffer): string => `W/"${hash('sha256', data, 'base64url').slice(0, 22)}"`

/**
 * Names the version of an answer to GET. Returns whether the client has it already: then the status is 304, and the
 * answer must have no body (RFC 9110, section 13.1.2).
 */
export function isNotModified(reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag)
  const ifNoneMatch = reply.request.headers['if-none-match']
  if (ifNoneMatch === undefined || !isListed(ifNoneMatch, etag)) return false
  reply.status(304)
  return true
}
