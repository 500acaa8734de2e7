import { basePath, type Call } from '@inkling/contracts'
import type { FastifyRequest, preValidationHookHandler } from 'fastify'
import type { PseudonymOf } from '../domain/pseudonyms.ts'
import { pseudonymousBody } from './pseudonymous-body.ts'
import { requestIdentity } from './request-identity.ts'

const ofUser = `${basePath}/users/:id`

/** Replaces the users that the path and the query of a request name, so that nobody behind this line learns them. */
export function pseudonymiseUrl(request: FastifyRequest, pseudonymOf: PseudonymOf): void {
  const { raw, routeOptions } = request
  // The router takes what follows a # for the query, too.
  const [path = '', query] = (raw.url ?? '').split(/[?#](.*)/s)
  const params = request.params as Record<string, string>
  const { url: route = '' } = routeOptions
  const isOfUser = route === ofUser || route.startsWith(`${ofUser}/`)
  if (isOfUser && params.id !== undefined) params.id = pseudonymOf(params.id)
  const newPath = isOfUser ? route.replaceAll(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? '')) : path
  const asked = request.query as Record<string, unknown>
  const isNamed = asked.userId !== undefined
  if (isNamed) asked.userId = each(asked.userId, pseudonymOf)
  const newQuery = isNamed ? pseudonymousQuery(query ?? '', pseudonymOf) : query
  raw.url = newQuery === undefined ? newPath : `${newPath}?${newQuery}`
}

/** The hook of a call whose body names users, which replaces them; undefined for all other calls. */
export const pseudonymiseBody = ({ body: schema }: Call): preValidationHookHandler | undefined =>
  schema && 'userId' in ((schema as { properties?: object }).properties ?? {}) ? replaceInBody : undefined

const replaceInBody: preValidationHookHandler = (request, _reply, done) => {
  const { pseudonymOf } = requestIdentity.get(request)
  if (pseudonymOf && Buffer.isBuffer(request.body))
    request.body = pseudonymousBody(request.headers['content-type'], request.body, pseudonymOf)
  done()
}

const each = (value: unknown, pseudonymOf: PseudonymOf): unknown => {
  if (Array.isArray(value)) return value.map((one) => each(one, pseudonymOf))
  return typeof value === 'string' ? pseudonymOf(value) : value
}

/** All other parameters stay as they were sent. */
const pseudonymousQuery = (query: string, pseudonymOf: PseudonymOf): string =>
  query
    .split('&')
    .map((pair) => {
      const [[name, value] = []] = new URLSearchParams(pair)
      return name === 'userId' ? `userId=${encodeURIComponent(pseudonymOf(value ?? ''))}` : pair
    })
    .join('&')
