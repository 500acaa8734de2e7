import { queueBoardPath } from '@inkling/contracts'
import type { Upstream } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { authentication } from '../plugins/identity.ts'
import { type AskingOptions, askService } from './ask-service.ts'
import { pagePolicy } from './page-policy.ts'
import { pass } from './pass-answer.ts'

export interface BoardOptions extends AskingOptions {
  readonly authenticate: ReturnType<typeof authentication>
  readonly maintenance: Upstream
}

/** Bull Board sets styles and the base of its addresses in the page. The font that it wants of Google is not loaded. */
const policy = pagePolicy
  .replace("base-uri 'none'", "base-uri 'self'")
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'; img-src 'self' data:")

/**
 * Shows the jobs in the queues to a browser, which asks for a key with the scope `ops:read` as the password of HTTP
 * Basic authentication (RFC 7617). The browser sends it to these paths only, and nothing here changes anything.
 */
export async function boardRoute(app: FastifyInstance, { authenticate, maintenance, ...asking }: BoardOptions) {
  const ask = askService(maintenance, { idempotent: true, priority: 'background', route: queueBoardPath }, asking)
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 401) reply.header('www-authenticate', 'Basic realm="Inkling queues", charset="UTF-8"')
  })
  for (const path of [queueBoardPath, `${queueBoardPath}/*`])
    app.get(path, {
      schema: { hide: true },
      onRequest: authenticate('ops:read', { isKeyInPassword: true }),
      handler: async (request, reply) => {
        const answer = await ask(request)
        reply.header('content-security-policy', policy)
        return pass(reply, answer)
      },
    })
}
