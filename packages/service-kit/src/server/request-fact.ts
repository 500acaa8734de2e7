import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Something that a hook finds out about a request and that its route reads, such as who is asking. It is a request
 * decorator under a symbol, so only its owner can write it and no other plugin can take its name.
 */
export interface RequestFact<T> {
  /** Declares the fact for the routes of `app`. A hook must still set it for each request. */
  declare(app: FastifyInstance): void
  set(request: FastifyRequest, value: T): void
  /** The fact, or undefined if no hook has set it for this request. */
  find(request: FastifyRequest): T | undefined
  /** @throws InklingError internal if no hook has set the fact: the route is not behind the plugin that sets it. */
  get(request: FastifyRequest): T
}

export function requestFact<T extends object>(name: string): RequestFact<T> {
  const key = Symbol(name)
  const find = (request: FastifyRequest) => (request as { [key]?: T | null })[key] ?? undefined
  return {
    declare: (app) => void app.decorateRequest(key, null),
    set: (request, value) => request.setDecorator<T>(key, value),
    find,
    get(request) {
      const value = find(request)
      if (value !== undefined) return value
      throw new InklingError('internal', 'Something went wrong on our side; the request id helps to find it', {
        internal: `no hook has set the ${name} of this request; register the plugin that does before the route`,
      })
    },
  }
}
