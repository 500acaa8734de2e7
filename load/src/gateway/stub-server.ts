import { createServer, signedRequests } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import Fastify from 'fastify'

/**
 * The upstream of the bare proxy, which answers every request with the bytes of its first argument (base64). With a
 * second argument, a secret, it is an upstream of the gateway: it takes only signed requests, as every service does.
 */
const [answer = '', secret] = process.argv.slice(2)
const bytes = Buffer.from(answer, 'base64')
const app = secret ? createServer({ logger: createLogger({ service: 'stub', level: 'warn' }) }) : Fastify()
if (secret) await app.register(signedRequests, { secret })
app.post('/api/v1/predictions', async (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes))
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
