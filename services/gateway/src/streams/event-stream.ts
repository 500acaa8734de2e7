import type { ServerResponse } from 'node:http'
import type { Frame } from './frame.ts'
import type { Wire } from './wire.ts'

/** Until when a browser waits before it returns by itself. */
const retryMs = 2_000

/** With a heartbeat each 25 s: 4 to 6 minutes, different for each stream. */
const mostBeats = () => 10 + Math.floor(5 * Math.random())

/**
 * Frames as server-sent events. Nothing answers them: that a client vanished, only TCP would notice, after a quarter of
 * an hour. So each stream ends after some heartbeats; a client that is there returns and resumes.
 */
export function eventStreamWire(response: ServerResponse): Wire {
  // The client is gone; `close` follows.
  response.on('error', () => {})
  response.write(`retry: ${retryMs}\n\n`)
  return {
    transport: 'events',
    mostBeats: mostBeats(),
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
