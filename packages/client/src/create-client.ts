import type { InklingClient } from './api.ts'
import type { CallOptions } from './call-options.ts'
import { routes } from './routes.ts'
import { type CallInput, type ClientOptions, send } from './send.ts'
import { stream } from './stream.ts'
import type { Streaming } from './stream-topics.ts'

/**
 * Creates a client of the gateway.
 *
 * A method rejects with {@link InklingClientError} for an answer of 400 or above, and with
 * {@link UnexpectedAnswerError} if that answer has no problem document. Idempotent calls are retried if the answer says
 * that they may succeed later (429, 503, 504), if the connection breaks or if an attempt takes too long. The client
 * waits as long as the server asks for, else with exponential backoff from 250 ms to 8 s.
 */
export function createClient(options: ClientOptions): InklingClient & Streaming {
  const methods = routes.map((route) => [
    route.id,
    (input: CallInput = {}, callOptions: CallOptions = {}) => send(options, route, input, callOptions),
  ])
  const client = Object.fromEntries(methods) as InklingClient
  return { ...client, stream: (following) => stream(options, following) }
}
