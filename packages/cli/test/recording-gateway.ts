import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Recorded {
  readonly method: string
  readonly path: string
  readonly key: string
  readonly body: unknown
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The answer that a test chooses; undefined stands for the default answer. */
export type Respond = (request: Recorded, count: number) => Answer | Promise<Answer> | undefined

/**
 * A plain HTTP server that records requests and answers in the shapes of the API. It does not model the services.
 */
export class RecordingGateway {
  readonly requests: Recorded[] = []
  readonly #server: Server
  #url = ''
  #respond: Respond = () => undefined

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  static async start(): Promise<RecordingGateway> {
    const gateway = new RecordingGateway()
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve))
    gateway.#url = `http://127.0.0.1:${(gateway.#server.address() as AddressInfo).port}`
    return gateway
  }

  get url(): string {
    return this.#url
  }

  respondWith(respond: Respond): void {
    this.#respond = respond
  }

  /** Bodies sent to `POST /api/v1{path}`. */
  posted<T>(path: string): T[] {
    return this.requests
      .filter((request) => request.method === 'POST' && request.path === path)
      .map(({ body }) => body as T)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const content = await text(incoming)
    const request: Recorded = {
      method: incoming.method ?? '',
      path: (incoming.url ?? '').replace('/api/v1', ''),
      key: incoming.headers.authorization?.replace('Bearer ', '') ?? '',
      body: content === '' ? undefined : JSON.parse(content),
    }
    this.requests.push(request)
    const { status, body, headers } = (await this.#respond(request, this.requests.length)) ?? defaultAnswer(request)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }
}

export const tenant = { id: 'shop', name: 'Shop', plan: 'starter', status: 'active', createdAt: '2026-01-01T00:00:00Z' }
export const newKey = {
  id: 'k1',
  name: '',
  scopes: ['admin'],
  allowedOrigins: [],
  createdAt: tenant.createdAt,
  expiresAt: null,
  expiresSoon: false,
  lastUsedAt: null,
  key: 'ink_k1_secret',
}

export const problem = (status: number, code: string, retryable = false): Answer => ({
  status,
  body: {
    type: '',
    title: code,
    status,
    detail: `it is ${code}`,
    instance: '',
    code,
    requestId: '',
    traceId: '',
    retryable,
  },
  headers: retryable ? { 'retry-after': '0' } : {},
})

/** Answers a request for work with its operation, and a question about the operation with its end. */
export function operationAnswer({ method }: Recorded, kind: string, ended: object): Answer {
  const operation = {
    ...{ id: 'op_1', kind, state: 'queued', progress: 0, options: {}, result: null, error: null },
    ...{ createdAt: '2026-06-01T12:00:00Z', startedAt: null, finishedAt: null },
  }
  if (method === 'POST') return { status: 202, body: operation }
  return { status: 200, body: { ...operation, finishedAt: '2026-06-01T12:00:09Z', ...ended } }
}

function defaultAnswer({ method, path, body }: Recorded): Answer {
  const lines = Array.isArray(body) ? body : []
  if (path === '/events') return { status: 202, body: { accepted: lines.length, duplicates: 0, rejected: [] } }
  if (path === '/items')
    return { status: 200, body: { results: lines.map(({ id }, index) => ({ index, id, status: 201 })) } }
  if (path.includes('/api-keys') && method === 'POST') return { status: 201, body: newKey }
  if (method === 'DELETE') return { status: 204 }
  return { status: 200, body: tenant }
}
