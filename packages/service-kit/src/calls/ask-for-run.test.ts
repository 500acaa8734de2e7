import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { runRequestMetrics } from '@inkling/telemetry'
import client from '@prometheus-io/client'
import { afterAll, expect, it, vi } from 'vitest'
import { operation, secret, silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { askForRun } from './ask-for-run.ts'
import { type CallRequest, implement } from './implement.ts'
import { signedRequests } from './signed-requests.ts'
import { Upstream } from './upstream.ts'

const app = createServer({ logger: silentLogger })
await app.register(signedRequests, { secret })
const handler = vi.fn(async (_call: CallRequest<typeof calls.createRun>) => operation)
implement(app, calls.createRun, handler)
const url = await app.listen({ host: '127.0.0.1', port: 0 })
const maintenance = new Upstream({ name: 'maintenance', url, secret })
afterAll(async () => {
  await maintenance.close()
  await app.close()
})

const registry = new client.Registry()
const ask = () => askForRun(maintenance, 'acme', 'train', 'drift', runRequestMetrics(registry))

it('asks for a run of the tenant in the name of Inkling, and returns its operation', async () => {
  expect(await ask()).toEqual(operation)
  const { body, principal } = handler.mock.lastCall?.[0] ?? {}
  expect(body).toEqual({ kind: 'train', options: { reason: 'drift' } })
  expect(principal).toEqual({ tenantId: 'acme', keyId: 'inkling', scopes: ['maintenance:write'] })
  expect(await registry.metrics()).toContain('{kind="train",reason="drift",outcome="taken"} 1')
})

it('a request for a run that is refused fails with the reason of the service and is counted', async () => {
  handler.mockRejectedValueOnce(new InklingError('overloaded', 'The queue is full'))
  await expect(ask()).rejects.toMatchObject({ code: 'overloaded', detail: 'The queue is full' })
  expect(await registry.metrics()).toContain('{kind="train",reason="drift",outcome="refused"} 1')
})
