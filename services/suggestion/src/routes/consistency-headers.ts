import type { FastifyRequest } from 'fastify'

/** The header by which every source waits for a write of the caller, if the request has it. */
export function consistencyHeaders({ headers }: FastifyRequest): Readonly<Record<string, string>> {
  const token = headers['consistency-token']
  return typeof token === 'string' ? { 'consistency-token': token } : {}
}
