/**
 * What one message to many WebSockets costs the process that sends it: framed and compressed by ws for each client, and
 * as a frame that all share, in turns. The clients are another process. Prints a Markdown table.
 *
 *   pnpm bench:frames [--connections 3000] [--rounds 3]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type WebSocket, WebSocketServer } from 'ws'
import { Frame } from '../../services/gateway/src/streams/frame.ts'
import { WebSocketWire } from '../../services/gateway/src/streams/web-socket.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: { connections: { type: 'string', default: '3000' }, rounds: { type: 'string', default: '3' } },
})
const [connections, rounds] = [Number(values.connections), Number(values.rounds)]
const messageBytes = [700, 3_000]
const lookEveryMs = 5
const settleMs = 1_000

/** As the gateway had it before frames were shared. */
const perMessageDeflate = {
  threshold: 1_024,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 11,
  clientMaxWindowBits: 11,
  zlibDeflateOptions: { level: 1, memLevel: 4 },
  concurrencyLimit: 4,
}

const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const clients: { readonly socket: WebSocket; readonly wire: WebSocketWire }[] = []
new WebSocketServer({ server, perMessageDeflate, clientTracking: false }).on(
  'connection',
  (socket, { socket: network }) => clients.push({ socket, wire: new WebSocketWire(socket, network) }),
)
const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
const readers = fork(fileURLToPath(new URL('./streams/readers.ts', import.meta.url)), [address, `${connections}`])
await once(readers, 'message')

const ways = {
  'by ws for each client': (text: string) => {
    const bytes = Buffer.from(text)
    for (const { socket } of clients) socket.send(bytes, { binary: false })
  },
  'shared by all': (text: string) => {
    const frame = new Frame('e.1', [text])
    for (const { wire } of clients) wire.send(frame)
  },
}

/** A message that is like no other, of about so many bytes. */
const message = (bytes: number) =>
  JSON.stringify(Array.from({ length: bytes / 40 }, () => ({ itemId: `item-${Math.random()}`, score: 1 })))

printHead(['message, bytes', 'frame', 'CPU µs per client', 'of that user', 'until sent, ms', 'memory, MB'])
for (const bytes of messageBytes)
  for (let round = 0; round < rounds; round++)
    for (const [name, send] of Object.entries(ways)) {
      const text = message(bytes)
      const [before, startMs] = [process.cpuUsage(), performance.now()]
      send(text)
      do await delay(lookEveryMs)
      while (clients.some(({ socket }) => socket.bufferedAmount > 0))
      const elapsedMs = performance.now() - startMs
      const { user, system } = process.cpuUsage(before)
      const micros = [user + system, user].map((used) => (used / connections).toFixed(1))
      const megabytes = (process.memoryUsage().rss / 1e6).toFixed(0)
      printRow([text.length, name, ...micros, elapsedMs.toFixed(0), megabytes])
      await delay(settleMs)
    }
readers.kill()
process.exit()
