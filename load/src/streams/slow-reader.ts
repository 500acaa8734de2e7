import { connect } from 'node:net'

/** A client that follows topics and reads one byte a second. Returns a function that ends it. */
export function slowReader(url: string, key: string, topics: readonly string[]): () => void {
  const { hostname, port } = new URL(url)
  const query = new URLSearchParams(topics.map((topic): [string, string] => ['topic', topic]))
  const socket = connect(Number(port), hostname)
  const head = [
    `GET /api/v1/stream?${query} HTTP/1.1`,
    `Host: ${hostname}`,
    `Authorization: Bearer ${key}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: inkling.v1',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  socket.pause()
  socket.on('error', () => {})
  const timer = setInterval(() => socket.read(1), 1_000)
  return () => {
    clearInterval(timer)
    socket.destroy()
  }
}
