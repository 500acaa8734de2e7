import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A way to Postgres that can be cut and mended. Cut, it looks like a server that was stopped: open connections break, new
 * ones are refused.
 */
export async function severableLink(targetUrl: string) {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  const server = createServer((inbound) => {
    const outbound = connect(Number(target.port), target.hostname)
    inbound.pipe(outbound).pipe(inbound)
    for (const socket of [inbound, outbound]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          for (const other of [inbound, outbound]) other.destroy()
        })
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(targetUrl), { host: `127.0.0.1:${port}` }).href,
    async cut() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    async mend() {
      await once(server.listen(port, '127.0.0.1'), 'listening')
    },
  }
}
