import { Agent, type Dispatcher } from 'undici'

export interface Exchange {
  /** 0 if there was no answer. */
  readonly status: number
  /** Names as k6 writes them, such as Content-Type. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Why there was no answer. */
  readonly error: string | undefined
  /** In ms. `duration` runs from sending to the end of the answer, without the wait for a connection. */
  readonly timings: {
    readonly blocked: number
    readonly waiting: number
    readonly receiving: number
    readonly duration: number
  }
  /** In ms of `performance.now()`. */
  readonly endedMs: number
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Connections are kept, and there is no limit to them: in k6 each virtual user has its own. */
const agent = new Agent({ keepAliveTimeout: 60_000, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 })

/** Sends a request and reads its answer. Never rejects. */
export function exchange({ method, url, headers, body, timeoutMs, signal }: Asked): Promise<Exchange> {
  const { origin, pathname, search } = new URL(url)
  const calledMs = performance.now()
  const { promise, resolve } = Promise.withResolvers<Exchange>()
  const handler = new Handler(calledMs, (result) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
    resolve(result)
  })
  const interrupt = () => handler.giveUp(new Error('interrupted'))
  const timer = setTimeout(() => handler.giveUp(new Error('request timeout')), timeoutMs)
  signal.addEventListener('abort', interrupt)
  agent.dispatch({ origin, path: pathname + search, method: method as Dispatcher.HttpMethod, headers, body }, handler)
  return promise
}

class Handler implements Dispatcher.DispatchHandler {
  readonly #calledMs: number
  readonly #end: (result: Exchange) => void
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #gaveUp: Error | undefined
  #sentMs: number | undefined
  #answeredMs: number | undefined
  #status = 0
  readonly #headers: Record<string, string> = {}

  constructor(calledMs: number, end: (result: Exchange) => void) {
    this.#calledMs = calledMs
    this.#end = end
  }

  giveUp(reason: Error): void {
    this.#gaveUp = reason
    if (this.#controller) this.#controller.abort(reason)
    else this.#finish(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#gaveUp) controller.abort(this.#gaveUp)
    this.#controller = controller
    this.#sentMs = performance.now()
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: object): void {
    this.#answeredMs = performance.now()
    this.#status = status
    for (const [name, value] of Object.entries(headers)) this.#headers[canonical(name)] = String(value)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#finish(undefined)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(error)
  }

  #finish(error: Error | undefined): void {
    const endedMs = performance.now()
    const sentMs = this.#sentMs ?? endedMs
    const answeredMs = this.#answeredMs ?? endedMs
    this.#end({
      status: error ? 0 : this.#status,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks).toString(),
      error: error?.message,
      timings: {
        blocked: sentMs - this.#calledMs,
        waiting: answeredMs - sentMs,
        receiving: endedMs - answeredMs,
        duration: endedMs - sentMs,
      },
      endedMs,
    })
  }
}

/** As Go's `http.CanonicalHeaderKey`, which k6 uses. */
const canonical = (name: string): string =>
  name.toLowerCase().replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
