import { recordAct } from '@inkling/service-kit'
import type { FastifyRequest } from 'fastify'
import { requestIdentity } from '../plugins/request-identity.ts'

/** Records what an operator changed, and who it was. */
export const audit = (request: FastifyRequest, action: string, details: object): void =>
  recordAct(request, requestIdentity.get(request), request.ip, action, details)
