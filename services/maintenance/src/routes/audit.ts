import type { Caller } from '@inkling/service-kit'
import type { FastifyRequest } from 'fastify'

/** Logs what an operator changed, and who it was. */
export function audit(
  { principal, request }: Caller & { readonly request: FastifyRequest },
  what: string,
  details: object,
) {
  const { tenantId, keyId } = principal
  request.log.warn({ audit: true, tenantId, keyId, requestId: request.id, ...details }, what)
}
