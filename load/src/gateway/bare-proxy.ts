import proxy from '@fastify/http-proxy'
import Fastify from 'fastify'

/** The hop that the gateway is measured against: @fastify/http-proxy and nothing else. Its argument is the upstream. */
const app = Fastify()
await app.register(proxy, { upstream: process.argv[2] ?? '' })
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
