import type { FastifyRequest } from 'fastify'
import { requestIdentity } from '../plugins/request-identity.ts'

/** Logs what an operator changed, and who it was. */
export function audit(request: FastifyRequest, what: string, details: object): void {
  const { tenantId, keyId } = requestIdentity.get(request)
  request.log.warn({ audit: true, tenantId, keyId, requestId: request.id, ...details }, what)
}
