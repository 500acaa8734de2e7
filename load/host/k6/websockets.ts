import Ws from 'ws'
import { currentIteration } from '../context.ts'
import { record } from '../samples.ts'

interface Params {
  readonly headers?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
}

/** The iteration that opens a socket ends when the socket is closed; then an interrupted one closes it. */
const interruptedCode = 1001

/**
 * A WebSocket with the events `open`, `message`, `error` and `close`. The subprotocol is asked for by a header, because
 * k6 has no parameter for it. https://grafana.com/docs/k6/latest/javascript-api/k6-websockets/
 */
export class WebSocket extends Ws {
  constructor(url: string, _protocols?: null, { headers = {}, tags = {} }: Params = {}) {
    const protocol = Object.entries(headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1]
    const protocols = protocol === undefined ? [] : protocol.split(/, */)
    super(url, protocols, { headers: without(headers), perMessageDeflate: false })
    const iteration = currentIteration()
    const startMs = performance.now()
    const note = (metric: string, value: number) => record(metric, value, tags)
    note('ws_sessions', 1)
    const { promise, resolve } = Promise.withResolvers<void>()
    const interrupt = () => this.close(interruptedCode)
    iteration.pending.add(promise)
    iteration.signal.addEventListener('abort', interrupt)
    this.on('open', () => note('ws_connecting', performance.now() - startMs))
    this.on('message', () => note('ws_msgs_received', 1))
    this.on('close', () => {
      note('ws_session_duration', performance.now() - startMs)
      iteration.signal.removeEventListener('abort', interrupt)
      iteration.pending.delete(promise)
      resolve()
    })
    // Without a listener, an error would end the process; scripts hear of it by `onerror` and `onclose`.
    this.on('error', () => {})
  }

  override send(data: string): void {
    record('ws_msgs_sent', 1)
    super.send(data)
  }
}

const without = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'sec-websocket-protocol'))
