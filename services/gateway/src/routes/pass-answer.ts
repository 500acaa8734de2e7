import type { Upstream } from '@inkling/service-kit'
import type { FastifyReply } from 'fastify'
import { compressFromBytes } from '../plugins/compression.ts'

const answerHeaders = [
  'content-type',
  'etag',
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
 * Passes an answer on. HEAD gets the length that the body of GET has; it gets none where GET may be compressed, because
 * that length is not known.
 */
export function pass(reply: FastifyReply, { status, headers, body }: UpstreamAnswer): FastifyReply {
  // The gateway has its own fields to vary by; the service's are added to them.
  const vary = [reply.getHeader('vary'), headers.vary].filter(Boolean).join(', ')
  const passed = pick(headers, answerHeaders)
  const isRead = reply.request.method === 'GET' || reply.request.method === 'HEAD'
  if (isRead && headers.etag !== undefined) passed['cache-control'] ??= 'private, no-cache'
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
