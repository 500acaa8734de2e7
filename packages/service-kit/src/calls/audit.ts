import type { FastifyRequest } from 'fastify'
import { recordAct } from '../audit/acts.ts'
import type { Caller } from './signed-requests.ts'

/** The header in which the gateway tells from where a request came that changes something. */
export const addressHeader = 'x-forwarded-for'

/** The address from which the caller's request came to the gateway. */
export function addressOf(request: FastifyRequest): string {
  const address = request.headers[addressHeader]
  return typeof address === 'string' ? address : request.ip
}

/** Records what a caller changed that matters to others, and who it was; see {@link recordAct}. */
export function audit(
  { principal, request }: Caller & { readonly request: FastifyRequest },
  action: string,
  details: object,
): void {
  recordAct(request, principal, addressOf(request), action, details)
}
