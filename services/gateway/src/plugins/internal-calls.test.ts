import { type Call, calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import { createServer, LoadMonitor, Upstream } from '@inkling/service-kit'
import { createLogger, sheddingMetrics } from '@inkling/telemetry'
import { afterAll, expect, it } from 'vitest'
import { internalCalls } from './internal-calls.ts'

const secret = 'a secret of at least 32 characters'
const logger = createLogger({ service: 'test', level: 'silent' })
const app = createServer({ logger })
let admitted = 0
let isExceeded = false
await app.register(internalCalls, {
  secret,
  limits: {
    admitAddress() {
      admitted++
      if (isExceeded) throw new InklingError('rate_limited', 'Too many requests')
    },
  },
  load: new LoadMonitor({ logger }),
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })
const gateway = new Upstream({ name: 'gateway', url, secret })
afterAll(() => Promise.all([app.close(), gateway.close()]))
const ask = <C extends Call>(call: C, input: Parameters<typeof gateway.call<C>>[1] = {}) =>
  gateway.call(call, input, {
    principal: { tenantId: 'inkling', keyId: 'test', scopes: [] },
    deadline: new Deadline(5_000),
  })

it('answers other services with its state and with the values of metrics', async () => {
  sheddingMetrics().shed.inc({ priority: 'normal' }, 3)
  expect((await ask(calls.describeProcess)).load.level).toBe('normal')
  const { samples } = await ask(calls.readMetrics, { body: { names: ['inkling_shed_requests_total', 'unknown'] } })
  expect(samples).toEqual([{ name: 'inkling_shed_requests_total', labels: { priority: 'normal' }, value: 3 }])
})

it('answers strangers as it does for unknown paths, and counts them against their address', async () => {
  const { statusCode, body } = await app.inject({ url: '/api/v1/internal/process' })
  expect([statusCode, JSON.parse(body).code]).toEqual([404, 'not_found'])
  expect(admitted).toBe(1)
})

it('refuses a forged signature, and counts it against its address', async () => {
  const headers = { 'inkling-context': 'inkling;x;;;1000;0;;forged' }
  const forged = async () => (await app.inject({ url: '/api/v1/internal/process', headers })).statusCode
  const before = admitted
  expect(await forged()).toBe(401)
  expect(admitted - before).toBe(1)
  isExceeded = true
  expect(await forged()).toBe(429)
  isExceeded = false
  await ask(calls.describeProcess)
  expect(admitted - before, 'a true signature counts for nothing').toBe(2)
})
