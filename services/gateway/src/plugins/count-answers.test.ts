import type { CountedAnswer } from '@inkling/service-kit'
import { sloMetrics } from '@inkling/telemetry'
import { Registry } from '@prometheus-io/client'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { countAnswers } from './count-answers.ts'
import { type Identity, requestIdentity } from './request-identity.ts'

async function answering(status: number, tenantId?: string) {
  const counted: CountedAnswer[] = []
  const registry = new Registry()
  const app = Fastify()
  countAnswers(app, { count: (answer) => counted.push(answer), metrics: sloMetrics(registry), traceSlowMs: 1_000 })
  requestIdentity.declare(app)
  app.addHook('onRequest', async (request) => {
    if (tenantId !== undefined) requestIdentity.set(request, { tenantId } as Identity)
  })
  const answer = {
    handler: async (_: unknown, reply: { code(status: number): { send(): unknown } }) => reply.code(status).send(),
  }
  app.post('/api/v1/predictions', answer)
  app.get('/health', answer)
  await app.inject({ method: 'POST', url: '/api/v1/predictions' })
  await app.inject({ method: 'GET', url: '/health' })
  return { counted, exported: await registry.metrics() }
}

it('counts calls of the API by class and tenant, and no pages or probes', async () => {
  const { counted, exported } = await answering(200, 'acme')
  expect(counted).toEqual([
    { tenantId: 'acme', class: 'predict', isError: false, elapsedMs: expect.any(Number), events: undefined },
  ])
  expect(exported).toContain('inkling_answer_seconds_count{class="predict",outcome="ok"} 1')
})

it('counts an error of a request whose key could not be checked, and no refusal of one', async () => {
  expect((await answering(503)).counted).toMatchObject([{ tenantId: '', isError: true }])
  expect((await answering(401)).counted).toEqual([])
})

it('counts a refusal of the caller’s mistake as an answer', async () => {
  expect((await answering(422, 'acme')).counted).toMatchObject([{ isError: false }])
})
