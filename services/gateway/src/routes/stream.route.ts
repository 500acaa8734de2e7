import websocket from '@fastify/websocket'
import { type Scope, streamLimits, streamPath, streamProtocol, topicKinds } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { WebSocket } from 'ws'
import { outside } from '../domain/outside-documentation.ts'
import { refuseForeign } from '../plugins/cross-origin.ts'
import type { AuthenticationOptions } from '../plugins/identity.ts'
import { execute } from '../streams/commands.ts'
import type { Connection } from '../streams/connection.ts'
import type { Connections } from '../streams/connections.ts'
import { eventStreamWire } from '../streams/event-stream.ts'
import { windowBits } from '../streams/frame.ts'
import { type StreamRequests, streamRequest } from '../streams/stream-requests.ts'
import type { Streams } from '../streams/streams.ts'
import { WebSocketWire } from '../streams/web-socket.ts'
import type { Wire } from '../streams/wire.ts'

export interface StreamOptions {
  readonly authenticate: (scope: readonly Scope[], options: AuthenticationOptions) => onRequestAsyncHookHandler
  readonly streams: Streams
  readonly connections: Connections
  readonly requests: StreamRequests
}

const scopes = [...new Set(Object.values(topicKinds).map(({ scope }) => scope))]

/**
 * What a client compresses keeps no state between messages, and a small window and buffer, so that a stream costs
 * little memory. The limit of a frame holds after decompression. What the gateway sends is compressed by `Frame`.
 */
const webSockets = {
  maxPayload: streamLimits.frameBytes,
  clientTracking: false,
  handleProtocols: () => streamProtocol,
  perMessageDeflate: {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: windowBits,
    clientMaxWindowBits: windowBits,
    zlibInflateOptions: { chunkSize: 1_024 },
    concurrencyLimit: 4,
  },
}

/** Serves streams: as a WebSocket to who asks for an upgrade, else as server-sent events. */
export async function streamRoute(app: FastifyInstance, options: StreamOptions): Promise<void> {
  const { authenticate, connections, requests } = options
  streamRequest.declare(app)
  await app.register(websocket, {
    options: webSockets,
    preClose: (done) => void connections.drain().then(() => done()),
  })
  app.route({
    method: 'GET',
    url: streamPath,
    schema: outside.stream,
    exposeHeadRoute: false,
    onRequest: [
      authenticate(scopes, { isKeyInQuery: true, isKeyInProtocol: true, isStream: true }),
      refuseForeign,
      async (request) => refuseUnversioned(request),
    ],
    preHandler: (request, reply) => requests.admit(request, reply),
    handler: (request, reply) => sendEvents(request, reply, options),
    wsHandler: (socket, request) => talk(socket, request, options),
  })
}

function refuseUnversioned({ ws, headers }: FastifyRequest): void {
  const offered = String(headers['sec-websocket-protocol'] ?? '').split(',')
  if (ws && !offered.some((one) => one.trim() === streamProtocol))
    throw new InklingError('bad_request', `Offer the subprotocol ${streamProtocol}: Sec-WebSocket-Protocol`)
  if (!ws && !headers.accept?.includes('text/event-stream'))
    throw new InklingError('bad_request', `This is a stream: send Accept: text/event-stream, or open a WebSocket`)
}

function talk(socket: WebSocket, request: FastifyRequest, options: StreamOptions): void {
  const { connections } = options
  const leave = streamRequest.get(request).release()
  // The plugin's listener would keep the request in memory. What breaks a connection, such as a frame that is too
  // large, is the client's: ws has closed it with its code.
  socket.removeAllListeners('error').on('error', () => socket.terminate())
  const connection = open(request, new WebSocketWire(socket, request.raw.socket), options)
  socket.on('message', (data, isBinary) => {
    if (isBinary) return connections.close(connection, 'unreadable', 'Send commands as text')
    void execute(connection, String(data), options)
  })
  socket.on('ping', () => {
    if (!connection.budget.take(1, performance.now())) connections.close(connection, 'tooMany', 'Too many pings')
  })
  socket.on('close', () => {
    leave()
    connections.remove(connection)
  })
}

async function sendEvents(request: FastifyRequest, reply: FastifyReply, options: StreamOptions): Promise<void> {
  if (streamRequest.get(request).topics.length === 0)
    throw new InklingError('validation_failed', 'Name what to follow: ?topic=predictions:user:ada&topic=level', {
      errors: [{ pointer: '/topic', code: 'required', detail: 'This field is required' }],
    })
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // A proxy such as nginx would hold events back to fill a buffer.
    'x-accel-buffering': 'no',
  })
  request.raw.socket.setKeepAlive(true, 30_000)
  const connection = open(request, eventStreamWire(reply.raw), options)
  reply.raw.on('close', () => options.connections.remove(connection))
}

function open(request: FastifyRequest, wire: Wire, { streams, connections }: StreamOptions): Connection {
  const { owner, topics, since } = streamRequest.get(request)
  const connection = connections.add(owner, wire)
  if (topics.length > 0) void streams.subscribe(connection, topics, since)
  return connection
}
