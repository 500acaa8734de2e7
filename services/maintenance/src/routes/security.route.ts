import {
  calls,
  type SecurityNetwork,
  type SecurityNetworkBody,
  type SecurityRule,
  type SecurityRuleBody,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { addressOf, audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { incidentsOf, type SecurityFinding } from '../domain/security-incidents.ts'
import { requireFuture } from './require-future.ts'
import { requireSafeNetwork } from './require-safe-network.ts'

export interface Security {
  rules(caller: Caller): Promise<SecurityRule[]>
  /** @throws InklingError conflict if there are too many */
  putRule(caller: Caller, id: string, body: SecurityRuleBody): Promise<Omit<SecurityRule, 'matches'>>
  /** @throws InklingError not_found */
  deleteRule(caller: Caller, id: string): Promise<void>
  /** Those that have not ended. */
  networks(caller: Caller): Promise<SecurityNetwork[]>
  /** @throws InklingError conflict if there are too many */
  putNetwork(caller: Caller, id: string, body: SecurityNetworkBody): Promise<SecurityNetwork>
  /** @throws InklingError not_found */
  deleteNetwork(caller: Caller, id: string): Promise<void>
  events(caller: Caller, filter: { readonly since: Date; readonly source?: string }): Promise<SecurityFinding[]>
}

const dayMs = 86_400_000
const defaultLimit = 50

/** What gateways found in requests, and the rules and networks that they follow. */
export async function securityRoute(app: FastifyInstance, { security }: { readonly security: Security }) {
  implement(app, calls.listSecurityEvents, async ({ query, ...caller }) => {
    const { source, kind, since, limit = defaultLimit } = query
    const from = since === undefined ? new Date(Date.now() - dayMs) : new Date(since)
    const incidents = incidentsOf(await security.events(caller, { since: from, ...(source && { source }) }))
    return { data: incidents.filter(({ kinds }) => !kind || kinds.includes(kind)).slice(0, limit) }
  })
  rules(app, security)
  networks(app, security)
}

function rules(app: FastifyInstance, security: Security): void {
  implement(app, calls.listSecurityRules, async (caller) => ({ data: await security.rules(caller) }))

  implement(app, calls.putSecurityRule, async ({ params: { id }, body, ...caller }) => {
    requireFuture(body.expiresAt)
    requireCondition(body)
    const before = (await security.rules(caller)).find((one) => one.id === id)
    const after = { ...(await security.putRule(caller, id, body)), matches: before?.matches ?? 0 }
    audit(caller, 'security rule stored', { before, after })
    return after
  })

  implement(app, calls.deleteSecurityRule, async ({ params: { id }, reply, ...caller }) => {
    await security.deleteRule(caller, id)
    audit(caller, 'security rule deleted', { rule: id })
    reply.status(204)
    return undefined
  })
}

function networks(app: FastifyInstance, security: Security): void {
  implement(app, calls.listSecurityNetworks, async (caller) => ({ data: await security.networks(caller) }))

  implement(app, calls.putSecurityNetwork, async ({ params: { id }, body, ...caller }) => {
    requireSafeNetwork(body.network, body.action, addressOf(caller.request))
    requireFuture(body.expiresAt)
    const before = (await security.networks(caller)).find((one) => one.id === id)
    const after = await security.putNetwork(caller, id, body)
    audit(caller, 'security network stored', { before, after })
    return after
  })

  implement(app, calls.deleteSecurityNetwork, async ({ params: { id }, reply, ...caller }) => {
    await security.deleteNetwork(caller, id)
    audit(caller, 'security network deleted', { network: id })
    reply.status(204)
    return undefined
  })
}

/** A rule without a condition would hold for every request. @throws InklingError validation_failed */
function requireCondition({ methods, path, header, minBodyBytes, pattern, bodyPattern }: SecurityRuleBody): void {
  if (path ?? header ?? minBodyBytes ?? pattern ?? bodyPattern ?? methods) return
  const detail = 'Give at least one of methods, path, header, minBodyBytes, pattern and bodyPattern'
  throw new InklingError('validation_failed', 'The rule fits every request', {
    errors: [{ pointer: '/path', code: 'required', detail }],
  })
}
