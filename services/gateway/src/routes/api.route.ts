import {
  basePath,
  type Call,
  calls,
  defaultMaxBodyBytes,
  type Scope,
  type ServiceName,
  takesIdempotencyKey,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { keepsFilter, type Upstream } from '@inkling/service-kit'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  onRequestHookHandler,
} from 'fastify'
import { documentation } from '../domain/documentation.ts'
import { answerPreflights } from '../plugins/cross-origin.ts'
import type { ExecuteOnce } from '../plugins/idempotency.ts'
import type { AuthenticationOptions } from '../plugins/identity.ts'
import { pseudonymiseBody } from '../plugins/pseudonymous-requests.ts'
import type { Limits } from '../plugins/rate-limits.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { afterWrite } from './after-write.ts'
import { type AskingOptions, askService } from './ask-service.ts'
import { pass, type UpstreamAnswer } from './pass-answer.ts'
import { type Answers, readCached } from './read-cached.ts'

export interface ApiOptions extends AskingOptions {
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly authenticate: (scope: Scope, options: AuthenticationOptions) => onRequestAsyncHookHandler
  readonly executeOnce: ExecuteOnce
  /** Is asked before a call that is not cached is executed; it throws if the plan of the tenant forbids it. */
  readonly admit: (call: Call, request: FastifyRequest) => Promise<void>
  /** Is told of the answer to each call that is not cached. */
  readonly onWritten: (call: Call, request: FastifyRequest, answer: UpstreamAnswer) => void
  readonly answers: Answers
  readonly limits: Pick<Limits, 'admitLines' | 'admitUser'>
  /** Returns the hook that refuses a call while there is too much work. */
  readonly shed: (call: Call) => onRequestHookHandler
}

/** Serves every public call of the contract. It forwards each to the service that owns it; that service validates. */
export async function apiRoute(
  app: FastifyInstance,
  { upstreams, authenticate, executeOnce, answers, limits, admit, onWritten, shed, load, metrics, secret }: ApiOptions,
): Promise<void> {
  answerPreflights(app)
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json', 'application/x-ndjson'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  app.setValidatorCompiler(() => () => true)
  for (const call of Object.values<Call>(calls)) {
    if (!call.scope || call.service === 'gateway' || call.service === 'every') continue
    const preValidation = pseudonymiseBody(call)
    const route = {
      ...(preValidation && { preValidation }),
      url: basePath + call.path,
      bodyLimit: call.maxBodyBytes ?? defaultMaxBodyBytes,
      onRequest: [
        authenticate(call.scope, {
          isKeyInQuery: 'key' in (call.query?.properties ?? {}),
          limit: call.limit,
          priority: call.priority,
        }),
        shed(call),
        keepToFilter(call),
      ],
      preHandler: async (request: FastifyRequest, reply: FastifyReply) =>
        call.bulk ? limits.admitLines(request, reply) : limits.admitUser(request, reply, call),
      handler: forward(upstreams[call.service], call, {
        load,
        metrics,
        secret,
        executeOnce,
        answers,
        admit,
        onWritten,
      }),
    }
    app.route({ ...route, method: call.method, schema: documentation(call), exposeHeadRoute: false })
    if (call.method === 'GET') app.route({ ...route, method: 'HEAD', schema: { hide: true } })
  }
}

/** A token with a filter makes no call that would show what the filter hides, also not from a cache. */
const keepToFilter =
  (call: Call): onRequestHookHandler =>
  (request, _reply, done) => {
    const isKept = requestIdentity.get(request).filter === undefined || keepsFilter(call)
    done(isKept ? undefined : new InklingError('forbidden_scope', 'This call takes no filter, and your token has one'))
  }

function forward(
  upstream: Upstream,
  call: Call,
  {
    executeOnce,
    answers,
    admit,
    onWritten,
    ...asking
  }: AskingOptions & Pick<ApiOptions, 'executeOnce' | 'answers' | 'admit' | 'onWritten'>,
) {
  const ask = askService(upstream, { ...call, route: basePath + call.path }, asking)
  if (call.cached) return readCached(call, call.cached, ask, answers)
  const isKeyed = takesIdempotencyKey(call)
  const write = afterWrite(call, answers)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const execute = async (executionId?: string) => {
      await admit(call, request)
      return ask(request, executionId === undefined ? {} : { executionId })
    }
    const answer = await write(request, isKeyed ? executeOnce(request, reply, execute) : execute())
    onWritten(call, request, answer)
    return pass(reply, answer)
  }
}
