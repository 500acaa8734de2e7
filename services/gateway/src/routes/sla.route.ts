import { createHash } from 'node:crypto'
import { calls, type Scope, type SlaReport } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import { preferredType } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { outside } from '../domain/outside-documentation.ts'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { slaPage, slaStyle } from '../sla/sla-page.ts'
import { serveCall } from './own-calls.ts'

export interface SlaOptions {
  readonly authenticate: (scope: Scope | readonly Scope[]) => onRequestAsyncHookHandler
  /** Of one tenant, or of all. */
  readonly readSla: (deadline: Deadline, tenantId?: string) => Promise<SlaReport>
}

const styleDigest = createHash('sha256').update(slaStyle).digest('base64')
const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleDigest}'; frame-ancestors 'none'`

/**
 * Serves the service levels: of all tenants to keys with the scope `ops:read`, of its own tenant to one with
 * `learning:read`. `/sla` is a page to those who ask for HTML.
 */
export async function slaRoute(app: FastifyInstance, { authenticate, readSla }: SlaOptions): Promise<void> {
  const read = (request: FastifyRequest) => {
    const { tenantId, scopes } = requestIdentity.get(request)
    return readSla(requestDeadline.get(request), scopes.includes('ops:read') ? undefined : tenantId)
  }

  serveCall(app, calls.getSla, authenticate, ({ request }) => read(request))

  const onRequest = authenticate(['ops:read', 'learning:read'])
  app.get('/sla', { schema: outside.sla, onRequest }, async (request, reply) => {
    const report = await read(request)
    reply.header('vary', 'Accept').header('cache-control', 'no-store')
    if (preferredType(request.headers.accept, ['application/json', 'text/html']) !== 'text/html') return report
    reply.header('content-security-policy', contentSecurityPolicy).type('text/html; charset=utf-8')
    return reply.send(slaPage(report))
  })
}
