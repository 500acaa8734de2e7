import { type Body, type Call, calls, type Params, type Query, type Reply, type Scope } from '@inkling/contracts'
import { type CallInput, type SendOptions, send } from './send.ts'

type Calls = typeof calls
type PublicCalls = { [K in keyof Calls as Calls[K] extends { readonly scope: Scope } ? K : never]: Calls[K] }

type Empty = Record<never, never>
/** A part of the input: absent if the call has none, optional if all its fields are. */
type Part<K extends string, V> = V extends undefined
  ? Empty
  : Empty extends V
    ? { readonly [P in K]?: V }
    : { readonly [P in K]: V }
type Whole<K extends string, V> = V extends undefined ? Empty : { readonly [P in K]: V }
type BodyOf<C> = C extends { readonly bulk: object } ? Body<C> | readonly Body<C>[] : Body<C>

/** The parameters, query and body of a call. */
type Input<C extends Call> = Part<'params', Params<C>> & Part<'query', Query<C>> & Whole<'body', BodyOf<C>>

/** The input may be left out if none of it is required. */
type Method<C extends Call> =
  Empty extends Input<C>
    ? (input?: Input<C>, options?: CallOptions) => Promise<Reply<C>>
    : (input: Input<C>, options?: CallOptions) => Promise<Reply<C>>

/** A method for every public call, named by the call's id. */
export type InklingClient = { readonly [K in keyof PublicCalls]: Method<PublicCalls[K]> }

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Retries a call that is not idempotent by itself. This is safe for events that have ids. */
  readonly retry?: boolean
  /** Further headers, such as the browser's `sec-purpose`, the user's `consent` or a `consistency-token`. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Creates a client of the gateway.
 *
 * A method rejects with {@link InklingClientError} for an answer of 400 or above, and with
 * {@link UnexpectedAnswerError} if that answer has no problem document. Idempotent calls are retried if the answer says
 * that they may succeed later (429, 503, 504), if the connection breaks or if an attempt takes too long. The client
 * waits as long as the server asks for, else with exponential backoff from 250 ms to 8 s.
 */
export function createClient(options: SendOptions): InklingClient {
  const methods = Object.values<Call>(calls)
    .filter((call) => call.scope)
    .map((call) => [
      call.id,
      (input: CallInput = {}, callOptions: CallOptions = {}) => send(options, call, input, callOptions),
    ])
  return Object.fromEntries(methods) as InklingClient
}
