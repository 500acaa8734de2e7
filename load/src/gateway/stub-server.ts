import Fastify from 'fastify'

/** The upstream of the bare proxy. It answers every request with the bytes of its argument (base64). */
const answer = Buffer.from(process.argv[2] ?? '', 'base64')
const app = Fastify()
app.post('/api/v1/predictions', async (_request, reply) => reply.type('application/json; charset=utf-8').send(answer))
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
