import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { serveBytes } from './serve-bytes.ts'

const bytes = Buffer.from('text '.repeat(1_000))
let made = 0
const bytesOf = () => {
  made++
  return bytes
}
const app = Fastify()
app.addHook('onRequest', async (_request, reply) => void reply.header('vary', 'origin'))
serveBytes(app, '/text', bytesOf, { 'content-type': 'text/plain' })

const ask = (method: 'GET' | 'HEAD', accepted?: string) =>
  app.inject({ method, url: '/text', headers: { ...(accepted !== undefined && { 'accept-encoding': accepted }) } })

const read = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body }

it.each([
  [undefined, 'identity'],
  ['identity', 'identity'],
  ['deflate', 'identity'],
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['*', 'br'],
] as const)('a client that accepts %s gets the bytes as %s, and HEAD tells the same', async (accepted, coding) => {
  const { headers, rawPayload } = await ask('GET', accepted)
  expect(headers['content-encoding'] ?? 'identity').toBe(coding)
  expect(read[coding](rawPayload).equals(bytes)).toBe(true)
  expect(headers).toMatchObject({ vary: 'origin, accept-encoding', 'content-length': String(rawPayload.length) })
  const head = await ask('HEAD', accepted)
  expect({ ...head.headers, date: '' }).toEqual({ ...headers, date: '' })
  expect(head.rawPayload).toHaveLength(0)
})

it('the bytes are made once', () => expect(made).toBe(1))
