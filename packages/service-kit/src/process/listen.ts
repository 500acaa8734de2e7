import { once } from 'node:events'
import { Server as TlsServer } from 'node:https'
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Connections that wait to be accepted. The kernel drops handshakes beyond; clients repeat them after 1, 3 and 7 s. */
const backlog = 4_096

/**
 * In each turn of the event loop, libuv accepts one connection of each listening socket
 * (https://github.com/libuv/libuv/pull/3696). A busy process makes some 20 turns a second, so with one socket new
 * clients would wait for seconds while those who have a connection are answered at once.
 */
const sockets = 32

/** A connection without a byte for so long, while the server closes, is one that a client opened in advance. */
const silentMs = 500
const silentCheckMs = 50

/** Only there can several sockets listen on one port, so that the kernel spreads the connections over them. */
const sharesPorts = process.platform === 'linux'

/**
 * Listens on many sockets of one port. They stop with `app`, which answers all requests that they have accepted first.
 * @throws Error EADDRINUSE if another process listens there, also one that shares its port
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  const others: Server[] = []
  closeSilent(app)
  app.addHook('preClose', () => closeAll(app, others))
  if (!sharesPorts) return app.listen({ host, port, backlog })
  await refuseTaken({ host, port })
  const options = { host, port, backlog, reusePort: true }
  const address = await app.listen(options)
  const { port: bound } = app.server.address() as AddressInfo
  for (let socket = 1; socket < sockets; socket++) others.push(await another(app, { ...options, port: bound }))
  return address
}

/** What it accepts are connections of the server of `app`. TLS ends both directions at once. */
async function another({ server }: FastifyInstance, options: ListenOptions): Promise<Server> {
  const allowHalfOpen = !(server instanceof TlsServer)
  const listener = createServer({ allowHalfOpen, noDelay: true }, (socket) => server.emit('connection', socket))
  listener.listen(options)
  await once(listener, 'listening')
  return listener
}

/** A socket that shares its port could be bound beside those of another process of the same user. */
async function refuseTaken(options: ListenOptions): Promise<void> {
  const probe = createServer().listen(options)
  await once(probe, 'listening')
  probe.close()
  await once(probe, 'close')
}

/**
 * Clients open connections in advance, also again after one that they broke off. No request would ever close these. The
 * request of one that was opened just now is on its way.
 */
function closeSilent(app: FastifyInstance): void {
  /** With the time at which each was accepted. */
  const open = new Map<Socket, number>()
  const endSilent = () => {
    const latest = performance.now() - silentMs
    for (const [socket, atMs] of open) if (socket.bytesRead === 0 && atMs <= latest) socket.destroy()
  }
  const remember = (socket: Socket) => {
    open.set(socket, performance.now())
    socket.once('close', () => open.delete(socket))
  }
  // A connection with TLS has sent its handshake, and may still be without a request.
  app.server.on('connection', remember).on('secureConnection', remember)
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    endSilent()
    timer = setInterval(endSilent, silentCheckMs)
  })
  app.addHook('onClose', async () => clearInterval(timer))
}

async function closeAll({ server }: FastifyInstance, others: readonly Server[]): Promise<void> {
  const closed = others.map(async (each) => {
    each.close()
    await once(each, 'close')
  })
  server.closeIdleConnections()
  await Promise.all(closed)
}
