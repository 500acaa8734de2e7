import { randomUUID } from 'node:crypto'
import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { InklingError, toProblem } from '@inkling/errors'

/** Further headers of the answer to a sender of which only the address is known. */
export type HeadersForUnread = (address: string) => Readonly<Record<string, string>>

/**
 * Answers bytes that Node's parser could not read as a request, and closes the connection. Path and headers are
 * unknown.
 */
export function refuseUnread(
  thrown: Error & { code?: string },
  socket: Socket,
  headersFor: HeadersForUnread = () => ({}),
): void {
  if (thrown.code === 'ECONNRESET' || socket.destroyed) return
  const error = toInklingError(thrown)
  const requestId = `req_${randomUUID()}`
  const problem = JSON.stringify(toProblem(error, { instance: '', requestId, traceId: '' }))
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    `content-length: ${Buffer.byteLength(problem)}`,
    'content-type: application/problem+json',
    `x-request-id: ${requestId}`,
    'connection: close',
    ...Object.entries(headersFor(socket.remoteAddress ?? '')).map(([name, value]) => `${name}: ${value}`),
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${problem}`)
  socket.destroySoon()
}

function toInklingError(cause: Error & { code?: string }): InklingError {
  if (cause.code === 'HPE_HEADER_OVERFLOW')
    return new InklingError(
      'headers_too_large',
      `URL and headers are larger than ${maxHeaderSize} bytes together; send a long search with POST`,
      { cause },
    )
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new InklingError(
      'request_timeout',
      'The request did not arrive in the time allowed; send it faster or in parts',
      {
        cause,
      },
    )
  return new InklingError('bad_request', 'The bytes that arrived are not an HTTP request', { cause })
}
