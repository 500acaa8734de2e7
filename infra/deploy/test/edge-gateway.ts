import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** A small HTTP server in the place of a gateway, whose answers tell its name. */
export interface EdgeGateway {
  readonly address: string
  isReady: boolean
  /** Answers wait for it. */
  free: Promise<void>
  /** The requests that it got, other than `/readyz`. */
  readonly received: IncomingMessage[]
  /** Writes the next event of the streams that are open. */
  sendEvent(data: string): void
  /** Refuses connections from now on. */
  stop(): Promise<void>
}

export async function startEdgeGateway(name: string): Promise<EdgeGateway> {
  const streams = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (request.url === '/readyz') return void response.writeHead(gateway.isReady ? 200 : 503).end()
    gateway.received.push(request)
    if (request.url?.startsWith('/api/v1/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      return void streams.add(response)
    }
    const headers = { 'content-type': 'text/plain', gateway: name, ...wantedHeaders(request.url ?? '') }
    const length = Number(new URL(request.url ?? '', 'http://gateway').searchParams.get('fill'))
    const body = String(gateway.received.length).padEnd(length, '.')
    request.resume().on('end', () => void gateway.free.then(() => response.writeHead(200, headers).end(body)))
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`${name} ${data}`)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const gateway: EdgeGateway = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    isReady: true,
    free: Promise.resolve(),
    received: [],
    sendEvent: (data) => streams.forEach((stream) => void stream.write(`data: ${data}\n\n`)),
    stop: async () => {
      if (!server.listening) return
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
  return gateway
}

/** A query such as `?cache-control=max-age=60` asks for the header. */
const wantedHeaders = (url: string) => Object.fromEntries(new URL(url, 'http://gateway').searchParams)
