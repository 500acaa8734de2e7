import { calls, type TokenIssuer, type TokenIssuerBody } from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { requireOwnScopes } from '../domain/own-key.ts'
import { requireHttps } from './require-https.ts'

export interface TokenIssuers {
  list(caller: Caller): Promise<TokenIssuer[]>
  /** @throws InklingError conflict if the tenant has too many */
  put(caller: Caller, id: string, body: TokenIssuerBody): Promise<TokenIssuer>
  /** @throws InklingError not_found */
  remove(caller: Caller, id: string): Promise<void>
}

/** Who issues tokens for the caller's tenant. */
export async function tokenIssuersRoute(
  app: FastifyInstance,
  { tokenIssuers, allowPrivate }: { readonly tokenIssuers: TokenIssuers; readonly allowPrivate: boolean },
): Promise<void> {
  implement(app, calls.listTokenIssuers, async (caller) => ({ data: await tokenIssuers.list(caller) }))

  implement(app, calls.putTokenIssuer, async ({ params, body, ...caller }) => {
    requireHttps(body.jwksUrl, allowPrivate)
    requireOwnScopes(body.scopes, caller.principal.scopes)
    const before = (await tokenIssuers.list(caller)).find(({ id }) => id === params.id)
    const after = await tokenIssuers.put(caller, params.id, body)
    audit(caller, 'token issuer stored', { before, after })
    return after
  })

  implement(app, calls.deleteTokenIssuer, async ({ params, reply, ...caller }) => {
    await tokenIssuers.remove(caller, params.id)
    audit(caller, 'token issuer deleted', { issuer: params.id })
    reply.status(204)
    return undefined
  })
}
