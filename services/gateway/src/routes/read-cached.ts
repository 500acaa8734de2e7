import type { CachedAnswers, Call } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { type CacheUse, cacheStatus, isNotModified, weakEtag } from '@inkling/service-kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { tagsOf } from '../domain/answer-tags.ts'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import type { Ask } from './ask-service.ts'
import { pass, type UpstreamAnswer } from './pass-answer.ts'

type Params = Readonly<Record<string, string>>

/** The answers that the gateways keep. */
export interface Answers {
  answer(
    call: Call,
    asked: {
      readonly tenantId: string
      readonly params: Params
      readonly query: unknown
      readonly deadline: Deadline
    },
    ask: () => Promise<UpstreamAnswer>,
  ): Promise<{ answer: UpstreamAnswer; use: CacheUse }>
  invalidate(tenantId: string, tags?: readonly string[]): Promise<boolean>
  /** The headers by which a content delivery network may keep an answer; empty without one. */
  cdnHeaders(tenantId: string, tags: readonly string[]): Readonly<Record<string, string>>
}

const loadMs = 10_000
const bypassed: CacheUse = { status: 'none', ageMs: 0, ttlMs: 0 }

/** A request that names a write, or the consent of its user, is answered by the service itself. */
const mustBeForwarded = ({ headers }: FastifyRequest) =>
  headers['consistency-token'] !== undefined || headers.consent !== undefined

/** Answers a reading call from the cache, with its version, and without a body to a client that has that version. */
export function readCached(call: Call, { tags }: CachedAnswers, ask: Ask, answers: Answers) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { tenantId } = requestIdentity.get(request)
    const params = request.params as Params
    const asked = { tenantId, params, query: request.query, deadline: requestDeadline.get(request) }
    const { answer, use } = mustBeForwarded(request)
      ? { answer: await ask(request), use: bypassed }
      : await answers.answer(call, asked, () => ask(request, { given: {}, deadline: new Deadline(loadMs) }))
    reply.header('cache-status', cacheStatus(use))
    if (answer.status !== 200) return pass(reply, answer)
    const { etag = weakEtag(answer.body) } = answer.headers
    const { vary, ...cdnHeaders } = answers.cdnHeaders(tenantId, tagsOf(tags, params))
    reply.headers(cdnHeaders)
    const headers = { ...answer.headers, etag, ...(vary !== undefined && { vary }) }
    const isKnown = isNotModified(reply, String(etag))
    return pass(reply, isKnown ? { status: 304, headers, body: nothing } : { ...answer, headers })
  }
}

const nothing = Buffer.alloc(0)
