import { createServer, signedRequests } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import Fastify from 'fastify'

/**
 * The upstream of the bare proxy, which answers every request with the bytes of its first argument (base64). With a
 * second argument, a secret, it is an upstream of the gateway: it takes only signed requests, as every service does.
 * With a third, it computes for so many microseconds before it answers.
 */
const [answer = '', secret, workMicros = '0'] = process.argv.slice(2)
const rounds = Number(workMicros) * roundsPerMicro()
const bytes = Buffer.from(answer, 'base64')
const app = secret ? createServer({ logger: createLogger({ service: 'stub', level: 'warn' }) }) : Fastify()
if (secret) await app.register(signedRequests, { secret })
app.get('/livez', async () => ({ status: 'ok' }))
app.get('/readyz', async () => ({ status: 'ready', checks: {} }))
app.post('/api/v1/predictions', async (_request, reply) => {
  work(rounds)
  return reply.type('application/json; charset=utf-8').send(bytes)
})
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))

/** Computes for a time that depends only on the number of rounds. */
function work(count: number): number {
  let state = 1
  for (let round = 0; round < count; round++) state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + round
  return state
}

/** The best of several measurements, because other programs may run meanwhile. */
function roundsPerMicro(): number {
  const sample = 1_000_000
  const times = Array.from({ length: 10 }, () => {
    const startedMs = performance.now()
    work(sample)
    return performance.now() - startedMs
  })
  return sample / (Math.min(...times) * 1_000)
}
