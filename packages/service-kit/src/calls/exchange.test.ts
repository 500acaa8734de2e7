import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { exchange } from './exchange.ts'

const answer = vi.fn<RequestListener>()
const server = createServer(answer).listen(0, '127.0.0.1')
await once(server, 'listening')
const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1 })
afterEach(() => answer.mockReset())
afterAll(async () => {
  await pool.close()
  server.close()
})

const send = (path: string, signal = new AbortController().signal) =>
  exchange(pool, { method: 'GET', path, headers: {} }, signal)

it('an answer that comes in parts is one body', async () => {
  answer.mockImplementationOnce((_request, response) => {
    response.writeHead(201, { etag: '"1"' }).write('first ')
    setImmediate(() => response.end('second'))
  })
  const { status, headers, body } = await send('/')
  expect([status, headers.etag, body.toString()]).toEqual([201, '"1"', 'first second'])
})

it('an answer without a body has an empty one', async () => {
  answer.mockImplementationOnce((_request, response) => void response.writeHead(204).end())
  expect(await send('/')).toMatchObject({ status: 204, body: Buffer.alloc(0) })
})

it('an informational answer is not taken for the answer', async () => {
  answer.mockImplementationOnce((_request, response) => {
    response.writeProcessing()
    response.end('done')
  })
  const { status, body } = await send('/')
  expect([status, body.toString()]).toEqual([200, 'done'])
})

it('a request that is aborted while it waits for a connection is never sent', async () => {
  const held = Promise.withResolvers<void>()
  answer.mockImplementation((_request, response) => void held.promise.then(() => response.end('done')))
  const first = send('/first')
  const controller = new AbortController()
  const second = send('/second', controller.signal)
  controller.abort(new Error('too late'))
  held.resolve()
  expect((await first).status).toBe(200)
  await expect(second).rejects.toThrow('too late')
  expect((await send('/third')).status).toBe(200)
  expect(answer.mock.calls.map(([{ url }]) => url)).toEqual(['/first', '/third'])
})
