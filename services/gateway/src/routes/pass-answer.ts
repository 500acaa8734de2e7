import { prefersEarlyHints, type Upstream } from '@inkling/service-kit'
import type { FastifyReply } from 'fastify'
import { compressFromBytes } from '../plugins/compression.ts'

const answerHeaders = [
  'content-type',
  'etag',
  'link',
  'location',
  'cache-control',
  'cache-status',
  'consistency-token',
  'retry-after',
  'degraded',
  'server-timing',
  'idempotent-replayed',
]

export type UpstreamAnswer = Awaited<ReturnType<Upstream['send']>>

/**
 * Sends the links of an answer ahead as `103 Early Hints`, if the request prefers it. A client of HTTP/1.0 knows none
 * (RFC 8297).
 */
function hintEarly({ raw, request }: FastifyReply, { link }: UpstreamAnswer['headers']): void {
  const knowsHints = request.raw.httpVersion !== '1.0' && prefersEarlyHints(request.headers)
  // Node takes each link by itself. None holds a space.
  if (knowsHints && typeof link === 'string') raw.writeEarlyHints({ link: link.split(', ') })
}

/**
 * Passes an answer on. HEAD gets the length that the body of GET has; it gets none where GET may be compressed, because
 * that length is not known.
 */
export function pass(reply: FastifyReply, { status, headers, body }: UpstreamAnswer): FastifyReply {
  // The gateway has its own fields to vary by; the service's are added to them.
  const vary = [reply.getHeader('vary'), headers.vary].filter(Boolean).join(', ')
  const passed = pick(headers, answerHeaders)
  const isRead = reply.request.method === 'GET' || reply.request.method === 'HEAD'
  if (isRead && headers.etag !== undefined) passed['cache-control'] ??= 'private, no-cache'
  if (status === 200) hintEarly(reply, headers)
  reply.status(status).headers({ ...passed, ...(vary && { vary }) })
  if (reply.request.method !== 'HEAD') return reply.send(body.length > 0 ? body : undefined)
  if (body.length < compressFromBytes) reply.header('content-length', body.length)
  return reply.send()
}

export function pick(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (typeof value === 'string') picked[name] = value
  }
  return picked
}
