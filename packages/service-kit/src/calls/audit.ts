import type { FastifyRequest } from 'fastify'
import type { Caller } from './signed-requests.ts'

/** Logs what a caller changed that matters to others, and who it was. */
export function audit(
  { principal, request }: Caller & { readonly request: FastifyRequest },
  what: string,
  details: object,
) {
  const { tenantId, keyId } = principal
  request.log.warn({ audit: true, tenantId, keyId, requestId: request.id, ...details }, what)
}
