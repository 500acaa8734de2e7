import type { Plans, StreamTopic } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import { requestFact } from '@inkling/service-kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WarnOfQuota } from '../plugins/limits/quota-warnings.ts'
import { networkOf } from '../plugins/network-of.ts'
import { isForPages, requestIdentity } from '../plugins/request-identity.ts'
import { visitorMark } from '../plugins/visitor-mark.ts'
import { topicsFor } from './commands.ts'
import type { StreamOwner } from './connection.ts'
import type { CredentialOf } from './credentials.ts'
import { lastEventId } from './last-event-id.ts'
import type { StreamCounts } from './stream-counts.ts'

/** What a request for a stream asks for, known before it is accepted. */
export interface StreamRequest {
  readonly owner: StreamOwner
  readonly topics: readonly StreamTopic[]
  readonly since: string | undefined
  /**
   * Forgets the answer, which no WebSocket has, so that a stream does not keep it and its request in memory. Returns
   * what is then to be called when the stream ends.
   */
  readonly release: () => () => void
}

export const streamRequest = requestFact<StreamRequest>('stream request')

export interface StreamRequestsOptions {
  readonly counts: StreamCounts
  readonly credentialOf: CredentialOf
  readonly plans: () => Plans
  readonly warn: WarnOfQuota
  readonly perAddress: number
  readonly secret: string
  readonly isDraining: () => boolean
}

interface StreamQuery {
  readonly topic?: string | readonly string[]
  readonly since?: string
  readonly sessionId?: string
}

const keyWithinMs = 2_000
const returnSeconds = 2

/** Admits requests for streams, before they are accepted: within the limits, with topics that the key may follow. */
export class StreamRequests {
  readonly #options: StreamRequestsOptions

  constructor(options: StreamRequestsOptions) {
    this.#options = options
  }

  /** @throws InklingError rate_limited, overloaded, validation_failed or forbidden_scope */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { counts, isDraining } = this.#options
    if (isDraining())
      throw new InklingError('overloaded', 'This gateway stops; connect again', { retryAfterSeconds: returnSeconds })
    const query = request.query as StreamQuery
    const owner = await this.#ownerOf(request, query.sessionId)
    const since = (lastEventId(request.headers) ?? query.since) || undefined
    const topics = topicsFor(owner, [query.topic ?? []].flat())
    const leave = counts.enter(this.#limitsOf(owner))
    this.#warn(request, owner)
    reply.raw.once('close', leave)
    const release = () => {
      reply.raw.off('close', leave).detachSocket(request.raw.socket)
      return leave
    }
    streamRequest.set(request, { owner, topics, since, release })
  }

  async #ownerOf(request: FastifyRequest, sessionId: string | undefined): Promise<StreamOwner> {
    const { credentialOf, secret } = this.#options
    const identity = requestIdentity.get(request)
    if (identity.filter !== undefined)
      throw new InklingError('forbidden_scope', 'A stream takes no token with a filter: its messages are not filtered')
    const credential = await credentialOf(identity, new Deadline(keyWithinMs))
    if (credential === undefined) throw new InklingError('unauthenticated', 'The key was revoked')
    const forPages = isForPages(identity)
    return {
      identity,
      credential,
      network: networkOf(request.ip),
      isForPages: forPages,
      ownSession: forPages ? sessionId : undefined,
      visitor: visitorMark(secret, identity, request),
    }
  }

  #warn({ log }: FastifyRequest, { identity }: StreamOwner): void {
    const { counts, plans, warn } = this.#options
    const used = counts.ofTenant(identity.tenantId)
    warn(log, identity, { name: 'streams', limit: plans()[identity.plan].streams, used })
  }

  #limitsOf({ identity, network }: StreamOwner) {
    const { plans, perAddress } = this.#options
    const plan = plans()[identity.plan]
    return [
      { kind: 'address', id: network, max: perAddress },
      { kind: 'key', id: identity.keyId, max: plan.keyStreams },
      { kind: 'tenant', id: identity.tenantId, max: plan.streams },
    ]
  }
}
