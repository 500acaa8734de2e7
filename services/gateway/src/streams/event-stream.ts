import type { ServerResponse } from 'node:http'
import type { Frame } from './frame.ts'
import type { Wire } from './wire.ts'

/** Until when a browser waits before it returns by itself. */
const retryMs = 2_000

/** Frames as server-sent events. */
export function eventStreamWire(response: ServerResponse): Wire {
  // The client is gone; `close` follows.
  response.on('error', () => {})
  response.write(`retry: ${retryMs}\n\n`)
  return {
    transport: 'events',
    send: ({ event }: Frame) => void response.write(event),
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
