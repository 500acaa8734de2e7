import { type Role, roleNames, roles, type Scope, scopes } from '@inkling/contracts'
import { parseBodies } from '@inkling/service-kit'
import type { consoleMetrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ConsoleSessions } from '../plugins/console-session.ts'
import type { authentication } from '../plugins/identity.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { audit } from './audit.ts'

export interface ConsoleSessionOptions {
  readonly authenticate: ReturnType<typeof authentication>
  readonly sessions: ConsoleSessions
  readonly metrics: ReturnType<typeof consoleMetrics>
}

const pages = [
  ...['overview', 'start', 'playground', 'jobs', 'traces', 'learning'],
  ...['search', 'operations', 'tenants', 'keys', 'sign-in'],
]
/** LCP, INP, FCP and TTFB are in ms; CLS has no unit. */
const Vital = Type.Object(
  {
    page: Type.Enum(pages),
    name: Type.Enum(['LCP', 'INP', 'FCP', 'TTFB', 'CLS'] as const),
    value: Type.Number({ minimum: 0, maximum: 3_600_000 }),
  },
  { additionalProperties: false },
)
const Vitals = Type.Array(Vital, { minItems: 1, maxItems: 20 })

/**
 * Begins, shows and ends the session of a browser in the console. A session begins with a request that has a key or a
 * token; from then on its cookie stands for that. Takes the Web Vitals of the console's pages.
 */
export async function consoleSessionRoute(
  app: FastifyInstance,
  { authenticate, sessions, metrics }: ConsoleSessionOptions,
): Promise<void> {
  parseBodies(app, () => {})
  const url = '/console/session'
  const onRequest = authenticate(scopes)
  const hidden = { hide: true }

  /** Nobody being signed in is no error. */
  const ifSignedIn: typeof onRequest = async (request, reply) => {
    if (sessions.credentialIn(request) || (await sessions.bearerOf(request))) return onRequest(request, reply)
    return reply.status(204).send()
  }
  app.get(url, { schema: hidden, onRequest: ifSignedIn }, async (request, reply) => {
    const { tenantId, keyId, scopes: allowed, plan, isToken = false } = requestIdentity.get(request)
    reply.header('cache-control', 'no-store')
    return { tenantId, keyId, scopes: allowed, plan, isToken, ...rolesOf(allowed) }
  })

  app.post(url, { schema: hidden, onRequest }, async (request, reply) => {
    const credential = sessions.credentialIn(request)
    if (credential) {
      reply.header('set-cookie', await sessions.begin(request, credential))
      audit(request, 'signed in', {})
    }
    return reply.status(204).send()
  })

  app.delete(url, { schema: hidden }, async (request, reply) =>
    reply.status(204).header('set-cookie', sessions.end(request)).send(),
  )

  app.post('/console/vitals', { schema: { ...hidden, body: Vitals }, onRequest }, async (request, reply) => {
    for (const { page, name, value } of request.body as Static<typeof Vitals>)
      if (name === 'CLS') metrics.layoutShift.observe({ page }, value)
      else metrics.vitals.observe({ vital: name, page }, value / 1_000)
    return reply.status(204).send()
  })
}

/** Which role the scopes are, if they are those of one, and the roles that they hold, which can be given to keys. */
function rolesOf(allowed: readonly Scope[]): { readonly role?: Role; readonly roles: readonly Role[] } {
  const scopesOf = (name: Role): readonly Scope[] => roles[name]
  const held = roleNames.filter((name) => scopesOf(name).every((scope) => allowed.includes(scope)))
  const role = held.find((name) => scopesOf(name).length === allowed.length)
  return { ...(role && { role }), roles: held }
}
