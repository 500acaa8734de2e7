import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A gateway that gives the chosen answers in their order and repeats the last one. */
export async function startStubGateway() {
  let answers: Answer[] = []
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request
    received.push({ method, url, headers, body: await text(request) })
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    answer?.(response, request)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer(...next: Answer[]) {
      answers = next
      received.length = 0
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

export const problem = (status: number, retryable: boolean, headers: Record<string, string> = {}): Answer =>
  json(
    status,
    { code: 'some_code', detail: 'What is wrong', status, retryable },
    { 'content-type': 'application/problem+json', ...headers },
  )

/** The connection breaks before an answer. */
export const broken: Answer = (_response, request) => void request.socket.destroy()

/** The server never answers. */
export const silence: Answer = () => {}
