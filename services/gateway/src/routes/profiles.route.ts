import { calls, type Profile, type ProfileRequest } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import { parseBodies, whileAwaited } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { audit } from './audit.ts'
import { type Authenticate, serveCall } from './own-calls.ts'

/** Ends when the signal aborts. */
export type RecordProfile = (asked: ProfileRequest, deadline: Deadline, signal: AbortSignal) => Promise<Profile>

export interface ProfilesOptions {
  readonly authenticate: Authenticate
  readonly recordProfile: RecordProfile
}

/** For the file to arrive after it is recorded. */
const arrivalSeconds = 5

/** Serves profiles of processes as files. */
export async function profilesRoute(
  app: FastifyInstance,
  { authenticate, recordProfile }: ProfilesOptions,
): Promise<void> {
  parseBodies(app, () => {})
  serveCall(app, calls.recordProfile, authenticate, async ({ body, request, reply }) => {
    const deadline = deadlineOf(request, body.seconds)
    const { service, kind, seconds, process } = body
    audit(request, 'profile requested', { of: service, kind, seconds, process })
    const profile = await recordProfile(body, deadline, whileAwaited(reply, deadline))
    reply.header('content-disposition', `attachment; filename="${service}.${kind}profile"`)
    reply.header('cache-control', 'no-store')
    return profile
  })
}

/** @throws InklingError deadline_exceeded if the caller allows less than the recording takes */
function deadlineOf(request: FastifyRequest, seconds: number): Deadline {
  if (request.headers['request-timeout-ms'] === undefined) return new Deadline((seconds + arrivalSeconds) * 1_000)
  const deadline = requestDeadline.get(request)
  if (deadline.remainingMs > seconds * 1_000) return deadline
  throw new InklingError('deadline_exceeded', `A profile of ${seconds} s needs a longer \`Request-Timeout-Ms\``)
}
