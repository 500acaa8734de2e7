import type { FastifyRequest } from 'fastify'
import { recordAct } from '../audit/acts.ts'
import type { Caller } from './signed-requests.ts'

/** The header in which the gateway tells from where a request came that changes something. */
export const addressHeader = 'x-forwarded-for'

/** Records what a caller changed that matters to others, and who it was; see {@link recordAct}. */
export function audit(
  { principal, request }: Caller & { readonly request: FastifyRequest },
  action: string,
  details: object,
): void {
  const address = request.headers[addressHeader]
  recordAct(request, principal, typeof address === 'string' ? address : request.ip, action, details)
}
