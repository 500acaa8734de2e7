import type { Frame } from './frame.ts'

/** How frames reach a client: a WebSocket, or an answer of server-sent events. */
export interface Wire {
  readonly transport: 'websocket' | 'events'
  send(frame: Frame): void
  /** Written, and not yet taken by the network. */
  readonly bufferedBytes: number
  /** Asks whether the client is still there; false if it has not answered the last time. */
  beat(): boolean
  /** After so many, the stream ends, and who is there returns. */
  readonly mostBeats: number
  /** @param code of a WebSocket; an answer of events just ends */
  close(code: number, reason: string): void
}
