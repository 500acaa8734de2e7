import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'

/**
 * Refuses the requests that no route of `app` takes: with 405 and `Allow` if the path has routes for other methods,
 * else with 404. Call it before the routes are added.
 */
export function refuseUnrouted(app: FastifyInstance): void {
  const methods = new Map<string, Set<HTTPMethods>>()
  app.addHook('onRoute', ({ method, url }) => {
    // A route for every path, such as that of CORS preflights, says nothing about one path.
    if (/^\/?\*$/.test(url)) return
    const known = methods.get(url) ?? new Set()
    for (const one of [method].flat()) known.add(one as HTTPMethods)
    methods.set(url, known)
  })
  // Before the body is looked at: a body that cannot be read says nothing about a path that does not exist.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (request.is404) refuse(request, reply, methods)
    done()
  })
  app.setNotFoundHandler((request, reply) => refuse(request, reply, methods))
}

function refuse({ method, url }: FastifyRequest, reply: FastifyReply, methods: ReadonlyMap<string, Set<string>>) {
  const path = url.split('?')[0] ?? ''
  const allowed = [...methods].flatMap(([pattern, known]) => (matches(pattern, path) ? [...known] : []))
  if (allowed.length === 0) throw new InklingError('not_found', `There is no ${method} ${path}`)
  const listed = [...new Set(allowed)].toSorted().join(', ')
  reply.header('allow', listed)
  throw new InklingError('method_not_allowed', `${path} does not support ${method}; use ${listed}`)
}

/** Whether a path fits a route's pattern, with parameters as `:name` and a final `*`. */
function matches(pattern: string, path: string): boolean {
  const steps = pattern.split('/')
  const given = path.split('/')
  const isOpen = steps.at(-1) === '*'
  if (isOpen ? given.length < steps.length : given.length !== steps.length) return false
  return steps.every((step, place) => {
    if (step === '*') return true
    return step.startsWith(':') ? given[place] !== '' : step === given[place]
  })
}
