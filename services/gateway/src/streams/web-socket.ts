import type { WebSocket } from 'ws'
import type { Frame, Wire } from './wire.ts'

/** How long a client may take to answer a close before its connection is cut. */
const closeWithinMs = 2_000

/** Frames as text messages of a WebSocket. A client that does not answer a ping before the next one is gone. */
export function webSocketWire(socket: WebSocket): Wire {
  let isAnswered = true
  socket.on('pong', () => {
    isAnswered = true
  })
  return {
    transport: 'websocket',
    send: ({ bytes }: Frame) => socket.send(bytes, { binary: false }),
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    beat() {
      const wasAnswered = isAnswered
      isAnswered = false
      if (wasAnswered) socket.ping()
      return wasAnswered
    },
    close(code, reason) {
      socket.close(code, reason)
      setTimeout(() => socket.terminate(), closeWithinMs).unref()
    },
  }
}
