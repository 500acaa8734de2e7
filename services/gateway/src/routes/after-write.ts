import type { Call } from '@inkling/contracts'
import type { FastifyRequest } from 'fastify'
import { tagsOf } from '../domain/answer-tags.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import type { UpstreamAnswer } from './pass-answer.ts'
import type { Answers } from './read-cached.ts'

/**
 * Returns a function that invalidates what a writing call changes before its answer is passed on, so that who wrote
 * reads what was written. A write that failed in the service, or whose answer was lost, may have been stored: it
 * invalidates, too.
 */
export function afterWrite({ changes }: Call, answers: Answers) {
  if (!changes) return (_request: FastifyRequest, answer: Promise<UpstreamAnswer>) => answer
  const invalidate = (request: FastifyRequest) =>
    answers.invalidate(
      requestIdentity.get(request).tenantId,
      tagsOf(changes, request.params as Readonly<Record<string, string>>),
    )
  return async (request: FastifyRequest, answering: Promise<UpstreamAnswer>): Promise<UpstreamAnswer> => {
    const answer = await answering.catch(async (error: unknown) => {
      await invalidate(request)
      throw error
    })
    if (answer.status < 400 || answer.status >= 500) await invalidate(request)
    return answer
  }
}
