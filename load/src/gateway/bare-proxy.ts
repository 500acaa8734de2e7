import proxy from '@fastify/http-proxy'
import Fastify from 'fastify'

/**
 * The proxy that the gateway is compared with: @fastify/http-proxy and nothing else. The argument is the upstream URL.
 */
const app = Fastify()
await app.register(proxy, { upstream: process.argv[2] ?? '' })
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
