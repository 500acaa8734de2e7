import { Duplex } from 'node:stream'
import { expect, it } from 'vitest'
import { refuseUnread } from './refuse-unread.ts'

/** A socket that keeps what is written to it. */
class FakeSocket extends Duplex {
  written = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.written += chunk.toString()
    done()
  }
  override _read() {}
  destroySoon() {
    this.end(() => this.destroy())
  }
}

const answerTo = (code: string) => {
  const socket = new FakeSocket()
  refuseUnread(Object.assign(new Error('from the parser'), { code }), socket as never)
  const [head = '', body = ''] = socket.written.split('\r\n\r\n')
  return { socket, head, body }
}

it.each([
  ['HPE_HEADER_OVERFLOW', 431, 'headers_too_large', 'URL and headers are larger than 16384 bytes'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request_timeout', 'did not arrive in the time allowed'],
  ['HPE_INVALID_METHOD', 400, 'bad_request', 'not an HTTP request'],
])('answers the parser error %s with %i as a problem', (code, status, problem, detail) => {
  const { head, body } = answerTo(code)
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} \\w`))
  const lines = head.split('\r\n')
  expect(lines).toContain(`content-length: ${Buffer.byteLength(body)}`)
  expect(lines).toContain('content-type: application/problem+json')
  expect(lines).toContain('connection: close')
  const { requestId, ...rest } = JSON.parse(body)
  expect(rest).toMatchObject({ status, code: problem, detail: expect.stringContaining(detail) })
  expect(requestId).toMatch(/^req_[0-9a-f-]{36}$/)
  expect(head).toContain(`x-request-id: ${requestId}`)
})

it('closes the connection after the answer', async () => {
  const { socket } = answerTo('HPE_INVALID_METHOD')
  await new Promise((resolve) => socket.once('close', resolve))
  expect(socket.destroyed).toBe(true)
})

it('writes nothing to a connection that the client has reset', () => {
  expect(answerTo('ECONNRESET').socket.written).toBe('')
})

it('writes nothing to a connection that is closed already', () => {
  const socket = new FakeSocket()
  socket.destroy()
  refuseUnread(new Error('late'), socket as never)
  expect(socket.written).toBe('')
})

it('adds the headers that its server has for the connection', () => {
  const socket = new FakeSocket()
  refuseUnread(new Error('nonsense'), socket as never, () => ({ ratelimit: '"address";r=1;t=9' }))
  expect(socket.written).toContain('\r\nratelimit: "address";r=1;t=9\r\n')
})
