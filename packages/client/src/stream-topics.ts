import type { StreamMessage } from './api.ts'

type Person = `user:${string}` | `session:${string}`

/** What a stream can follow. In suggestions, `-` stands for no scenario. */
export type StreamTopicName =
  | `predictions:${Person}`
  | `suggestions:${string}:${Person}`
  | `operations:${string}`
  | 'learning'
  | 'metrics'
  | 'level'
  | 'alerts'

type TypeOf<T extends StreamTopicName> = T extends `predictions:${string}`
  ? 'prediction'
  : T extends `suggestions:${string}`
    ? 'suggestion'
    : T extends `operations:${string}`
      ? 'operation'
      : T

/** What a stream says of itself: that messages are missing, or that a topic was refused. */
type Notice = 'gap' | 'dropped' | 'degraded' | 'restored' | 'error'

/** The messages of a stream that follows these topics. */
export type StreamedMessage<T extends StreamTopicName = StreamTopicName> = Extract<
  StreamMessage,
  { type: TypeOf<T> | Notice }
>

export interface StreamOptions<T extends StreamTopicName = StreamTopicName> {
  /** 1 to 100 topics. */
  readonly topics: readonly T[]
  /** Ends the stream. */
  readonly signal?: AbortSignal
  /** The session that a key of pages follows. */
  readonly sessionId?: string
  /**
   * `events`, the default: server-sent events, which pass every proxy and wait for a slow loop. `websocket`: a
   * WebSocket, of which a browser opens more than six to one host. It takes the place of events only where it can: not
   * in Node 20, not if the client has headers of its own, and not if it is refused.
   */
  readonly transport?: 'events' | 'websocket'
}

export interface Streaming {
  /**
   * Follows topics until the loop is left or `signal` is aborted: first their present state, then each change. If the
   * connection ends, the stream returns after a time with jitter and gets what it missed; if that is no longer kept, a
   * `gap` comes first.
   * @throws InklingClientError if the gateway refuses the stream for good, such as for a topic without its scope
   */
  stream<T extends StreamTopicName>(options: StreamOptions<T>): AsyncGenerator<StreamedMessage<T>, void, undefined>
}
