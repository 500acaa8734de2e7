import type { Dispatcher } from 'undici'

export interface UpstreamAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/**
 * Sends one request and collects its answer. undici's `request` makes a stream, a promise and an abort listener more
 * for the same answer. An abort of the signal closes the connection.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<UpstreamAnswer>()
  const collector = new Collector(resolve, reject)
  signal.addEventListener('abort', () => collector.abort(signal.reason as Error), { once: true })
  dispatcher.dispatch(options, collector)
  return promise
}

class Collector implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: UpstreamAnswer) => void
  readonly #reject: (error: Error) => void
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #abortedBy: Error | undefined
  #status = 0
  #headers: UpstreamAnswer['headers'] = {}

  constructor(resolve: (answer: UpstreamAnswer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  abort(reason: Error): void {
    this.#abortedBy = reason
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The request waited for a connection meanwhile.
    if (this.#abortedBy) controller.abort(this.#abortedBy)
  }

  onResponseStart(_controller: unknown, status: number, headers: UpstreamAnswer['headers']): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first = Buffer.alloc(0), ...more] = this.#chunks
    const body = more.length === 0 ? first : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#reject(error)
  }
}
