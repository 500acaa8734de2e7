/** A frame as text, and as the bytes that WebSockets share. */
export interface Frame {
  readonly position: string
  readonly text: string
  readonly bytes: Buffer
}

/** How frames reach a client: a WebSocket, or an answer of server-sent events. */
export interface Wire {
  readonly transport: 'websocket' | 'events'
  send(frame: Frame): void
  /** Written, and not yet taken by the network. */
  readonly bufferedBytes: number
  /** Asks whether the client is still there; false if it has not answered the last time. */
  beat(): boolean
  /** @param code of a WebSocket; an answer of events just ends */
  close(code: number, reason: string): void
}

/** Makes frames. Many streams get the same message in the same tick: they share one frame. */
export class FrameMaker {
  #last: Frame = { position: '', text: '', bytes: Buffer.alloc(0) }
  #message = ''

  make(position: string, messages: readonly string[]): Frame {
    const [message = ''] = messages
    if (messages.length === 1 && message === this.#message && position === this.#last.position) return this.#last
    const text = `{"position":"${position}","messages":[${messages.join()}]}`
    const frame = { position, text, bytes: Buffer.from(text) }
    if (messages.length === 1) {
      this.#last = frame
      this.#message = message
    }
    return frame
  }
}
