import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { wait } from './wait.ts'

export interface UpstreamDoubleAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ReceivedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Behaviour = (response: ServerResponse) => void | Promise<void>

/**
 * A real HTTP server in place of a service. It answers 200 with `{}` until the test tells it to answer or fail
 * otherwise.
 */
export class UpstreamDouble {
  readonly url: string
  /** All requests in the order in which they came. */
  readonly received: ReceivedRequest[] = []
  readonly #server: Server
  readonly #port: number
  #behaviour: Behaviour = answering({})

  private constructor(server: Server) {
    this.#server = server
    this.#port = (server.address() as AddressInfo).port
    this.url = `http://127.0.0.1:${this.#port}`
    server.on('request', (request, response) => void this.#handle(request, response).catch(() => response.destroy()))
  }

  static async start(): Promise<UpstreamDouble> {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return new UpstreamDouble(server)
  }

  /** Answers every request like this, at once. */
  answer(answer: UpstreamDoubleAnswer = {}): void {
    this.#behaviour = answering(answer)
  }

  /** Answers every request like this after `delayMs`, and `/livez` at once. */
  answerAfter(delayMs: number, answer: UpstreamDoubleAnswer = {}): void {
    this.#behaviour = async (response) => {
      if (response.req.url !== '/livez') await wait(delayMs)
      send(response, answer)
    }
  }

  /** Accepts requests and never answers. */
  hang(): void {
    this.#behaviour = () => {}
  }

  /** Closes the connection without an answer. */
  drop(): void {
    this.#behaviour = (response) => void response.destroy()
  }

  /** Sends the headers and the first half of the body, then closes the connection. */
  closeMidBody(body = '{"data":[1,2,3]}'): void {
    this.#behaviour = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      response.write(body.slice(0, body.length / 2), () => response.destroy())
    }
  }

  /** Breaks open connections and refuses new ones until `start`. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server.close(), 'close')
    this.#server.closeAllConnections()
    await closed
  }

  async start(): Promise<void> {
    if (!this.#server.listening) await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening')
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // It cannot be watched, as a service of another version.
    if (request.url === '/leaving') return void response.writeHead(404).end()
    const body = Buffer.concat(await request.toArray()).toString()
    this.received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    await this.#behaviour(response)
  }
}

const answering =
  (answer: UpstreamDoubleAnswer): Behaviour =>
  (response) =>
    send(response, answer)

function send(response: ServerResponse, { status = 200, headers, body = '{}' }: UpstreamDoubleAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}
