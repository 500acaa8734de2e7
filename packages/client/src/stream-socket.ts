import type { StreamFrame } from './api.ts'

/** The gateway notices a silent client by itself; with this the client notices a silent gateway. */
const pingEveryMs = 25_000

/**
 * Opens a WebSocket and returns its frames; undefined where there is none, or if it is refused: no program is told why.
 * The key is a subprotocol, because browsers send no header with it, and addresses are kept in logs.
 * @param onPart is told of each message
 */
export async function openSocket(
  address: URL,
  apiKey: string | undefined,
  signal: AbortSignal,
  onPart: () => void,
): Promise<AsyncGenerator<StreamFrame, void, undefined> | undefined> {
  if (typeof WebSocket === 'undefined') return undefined
  const url = new URL(address)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new WebSocket(url, ['inkling.v1', ...(apiKey === undefined ? [] : [`inkling.key.${apiKey}`])])
  const frames: StreamFrame[] = []
  let wake = () => {}
  const woken = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  const end = () => socket.close()
  socket.onopen = socket.onclose = () => wake()
  socket.onmessage = ({ data }) => {
    onPart()
    frames.push(JSON.parse(data))
    wake()
  }
  signal.addEventListener('abort', end, { once: true })
  await woken()
  if (socket.readyState !== WebSocket.OPEN) return undefined
  return read()

  async function* read(): AsyncGenerator<StreamFrame, void, undefined> {
    const pinging = setInterval(() => socket.send('{"type":"ping"}'), pingEveryMs)
    try {
      for (;;) {
        yield* frames.splice(0)
        if (socket.readyState !== WebSocket.OPEN) break
        if (frames.length === 0) await woken()
      }
      signal.throwIfAborted()
    } finally {
      clearInterval(pinging)
      signal.removeEventListener('abort', end)
      end()
    }
  }
}
