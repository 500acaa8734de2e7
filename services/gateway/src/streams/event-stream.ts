import type { ServerResponse } from 'node:http'
import type { Frame, Wire } from './wire.ts'

/** Until when a browser waits before it returns by itself. */
const retryMs = 2_000

/**
 * Frames as server-sent events (HTML Living Standard, 9.2). The id of an event is the position after its frame, which a
 * browser sends as `Last-Event-ID` when it returns.
 */
export function eventStreamWire(response: ServerResponse): Wire {
  // The client is gone; `close` follows.
  response.on('error', () => {})
  response.write(`retry: ${retryMs}\n\n`)
  return {
    transport: 'events',
    send({ position, text }: Frame) {
      const id = position === '' ? '' : `id: ${position}\n`
      response.write(`${id}data: ${text}\n\n`)
    },
    get bufferedBytes() {
      return response.writableLength
    },
    beat() {
      response.write(':\n\n')
      return true
    },
    close() {
      response.end()
      setTimeout(() => response.destroy(), retryMs).unref()
    },
  }
}
