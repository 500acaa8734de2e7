import { basePath, calls } from '@inkling/contracts'
import type { Upstream } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { outside } from '../domain/outside-documentation.ts'
import { type AskingOptions, askService } from './ask-service.ts'
import type { Authenticate } from './own-calls.ts'
import { pass } from './pass-answer.ts'

export interface AlertsOptions extends AskingOptions {
  readonly authenticate: Authenticate
  readonly maintenance: Upstream
}

/** Serves `/alerts` outside the base: the same as {@link calls.listAlerts}. */
export async function alertsRoute(app: FastifyInstance, { authenticate, maintenance, ...asking }: AlertsOptions) {
  const path = basePath + calls.listAlerts.path
  const ask = askService(maintenance, { ...calls.listAlerts, route: path }, asking)
  app.get('/alerts', { schema: outside.alerts, onRequest: authenticate('ops:read') }, async (request, reply) =>
    pass(reply, await ask(request, { path: `${path}${new URL(request.url, 'http://x').search}` })),
  )
}
