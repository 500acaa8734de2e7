import { isIP } from 'node:net'
import { calls, type SecurityBlock, type SecurityBlockBody } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { parseBodies } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { networkOf } from '../plugins/network-of.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import type { Block } from '../threats/shared-blocks.ts'
import type { Threats } from '../threats/threats.ts'
import { audit } from './audit.ts'
import { type Authenticate, serveCall } from './own-calls.ts'

export interface SecurityOptions {
  readonly authenticate: Authenticate
  readonly threats: Pick<Threats, 'blocks' | 'release'>
}

/** Serves the blocks that gateways share. Each change is in the audit log, with who made it. */
export async function securityRoute(app: FastifyInstance, { authenticate, threats }: SecurityOptions): Promise<void> {
  parseBodies(app, () => {})

  serveCall(app, calls.listSecurityBlocks, authenticate, async () => ({ data: threats.blocks.list().map(present) }))

  serveCall(app, calls.createSecurityBlock, authenticate, async ({ body, request, reply }) => {
    const source = sourceOf(body, request)
    const block: Block = { source, kind: 'manual', reason: body.reason, endsAtMs: Date.now() + body.seconds * 1_000 }
    await threats.blocks.addShared(block).catch(unavailable)
    audit(request, 'source blocked', { source, seconds: body.seconds, reason: body.reason })
    reply.status(201)
    return present(block)
  })

  serveCall(app, calls.deleteSecurityBlock, authenticate, async ({ params: { id }, request, reply }) => {
    const source = normalised(id)
    const wasBlocked = await threats.release(source).catch(unavailable)
    if (!wasBlocked) throw new InklingError('not_found', `${source} is not blocked`)
    audit(request, 'block released', { source })
    reply.status(204)
    return undefined
  })
}

const present = ({ endsAtMs, ...block }: Block): SecurityBlock => ({
  ...block,
  expiresAt: new Date(endsAtMs).toISOString(),
})

/** Addresses are counted by networks. */
const normalised = (source: string) =>
  source.startsWith('address:') ? `address:${networkOf(source.slice('address:'.length))}` : source

/** @throws InklingError validation_failed for what is no address, loopback, and what is the caller's own */
function sourceOf({ source: given }: SecurityBlockBody, request: FastifyRequest): string {
  const address = given.startsWith('address:') ? given.slice('address:'.length) : undefined
  if (address !== undefined && isIP(address) === 0) throw invalid('format', 'This is no IPv4 or IPv6 address')
  const source = normalised(given)
  if (['address:127.0.0.1', `address:${networkOf('::1')}`].includes(source))
    throw invalid('loopback', 'Loopback cannot be blocked: processes beside the gateway call from there')
  const own = [`address:${networkOf(request.ip)}`, `key:${requestIdentity.get(request).keyId}`]
  if (own.includes(source)) throw invalid('own', 'This is your own address or key')
  return source
}

const invalid = (code: string, detail: string) =>
  new InklingError('validation_failed', 'Not valid: /source', { errors: [{ pointer: '/source', code, detail }] })

function unavailable(cause: unknown): never {
  throw new InklingError('dependency_unavailable', 'Blocks cannot be told to all gateways now; try again shortly', {
    internal: 'redis unavailable',
    retryAfterSeconds: 2,
    cause: cause as Error,
  })
}
