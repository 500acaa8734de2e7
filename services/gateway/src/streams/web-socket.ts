import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Frame } from './frame.ts'
import type { Wire } from './wire.ts'

/** How long a client may take to answer a close before its connection is cut. */
const closeWithinMs = 2_000

/**
 * Frames as text messages of a WebSocket. They are written to its connection as they are, past ws, which would frame
 * and compress each for each client. A client that does not answer a ping before the next one is gone.
 */
export class WebSocketWire implements Wire {
  readonly transport = 'websocket'
  readonly mostBeats = Number.POSITIVE_INFINITY
  readonly #socket: WebSocket
  readonly #network: Socket
  readonly #mayDeflate: boolean
  #isAnswered = true

  constructor(socket: WebSocket, network: Socket) {
    this.#socket = socket
    this.#network = network
    this.#mayDeflate = socket.extensions.includes('permessage-deflate')
    socket.on('pong', () => {
      this.#isAnswered = true
    })
  }

  /** After a close that the client began, nothing may follow. */
  send(frame: Frame): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#network.write(frame.message(this.#mayDeflate))
  }

  get bufferedBytes(): number {
    return this.#network.writableLength
  }

  beat(): boolean {
    const wasAnswered = this.#isAnswered
    this.#isAnswered = false
    if (wasAnswered) this.#socket.ping()
    return wasAnswered
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
    setTimeout(() => this.#socket.terminate(), closeWithinMs).unref()
  }
}
