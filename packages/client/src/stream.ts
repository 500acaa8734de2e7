import type { StreamMessage } from './api.ts'
import { delay } from './delay.ts'
import { authorizationOf, type ClientOptions, mayRetry, toError, waitBeforeRetry } from './send.ts'
import { framesOf } from './stream-frames.ts'
import { openSocket } from './stream-socket.ts'
import type { StreamedMessage, StreamOptions, StreamTopicName } from './stream-topics.ts'

/** The gateway sends something at least every 25 s. */
const silentAfterMs = 60_000
/** These are for the stream itself. */
const own: readonly StreamMessage['type'][] = ['subscribed', 'unsubscribed', 'pong', 'reconnect']

/** Follows topics by server-sent events, or by a WebSocket. */
export async function* stream<T extends StreamTopicName>(
  options: ClientOptions,
  following: StreamOptions<T>,
): AsyncGenerator<StreamedMessage<T>, void, undefined> {
  const { signal } = following
  let position = ''
  for (let attempt = 0; !signal?.aborted; attempt++) {
    let waitMs: number | undefined
    try {
      for await (const frame of connect(options, following, position)) {
        attempt = 0
        for (const message of frame.messages) {
          if (message.type === 'reconnect') waitMs = message.afterMs
          if (!own.includes(message.type)) yield message as StreamedMessage<T>
        }
        position = frame.position || position
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!mayReturn(error)) throw error
      waitMs ??= waitBeforeRetry(error, attempt)
    }
    await delay(waitMs ?? waitBeforeRetry(undefined, attempt), signal).catch(() => {})
  }
}

/** Also if the gateway fell silent: its connection may be half open. */
const mayReturn = (error: unknown) => mayRetry(error) || (error as Error).name === 'AbortError'

async function* connect(
  options: ClientOptions,
  { topics, sessionId, signal, transport }: StreamOptions,
  since: string,
): ReturnType<typeof framesOf> {
  const silence = new AbortController()
  const listen = () => setTimeout(() => silence.abort(), silentAfterMs)
  let timer = listen()
  const onPart = () => {
    clearTimeout(timer)
    timer = listen()
  }
  try {
    const address = addressOf(options.url, topics, { since, sessionId })
    const ending = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal
    const isSocket = transport === 'websocket' && options.headers === undefined
    const frames = isSocket ? await openSocket(address, options.apiKey, ending, onPart) : undefined
    yield* frames ?? (await events(options, address, ending, onPart))
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

/** @throws InklingClientError if the gateway refuses the stream: it says why */
async function events(options: ClientOptions, address: URL, signal: AbortSignal, onPart: () => void) {
  const headers = { ...options.headers, ...authorizationOf(options), accept: 'text/event-stream' }
  const response = await fetch(address, { headers, signal })
  if (!response.ok) throw await toError(response)
  return framesOf(response, onPart)
}

function addressOf(base: string, topics: readonly string[], more: Readonly<Record<string, string | undefined>>): URL {
  const url = new URL('/api/v1/stream', base)
  for (const topic of topics) url.searchParams.append('topic', topic)
  for (const [name, value] of Object.entries(more)) if (value) url.searchParams.set(name, value)
  return url
}
