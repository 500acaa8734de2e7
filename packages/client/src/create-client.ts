import { type Body, type Call, calls, type Params, type Query, type Reply, type Scope } from '@inkling/contracts'
import { type CallInput, type SendOptions, send } from './send.ts'

type Calls = typeof calls
type PublicCalls = { [K in keyof Calls as Calls[K] extends { readonly scope: Scope } ? K : never]: Calls[K] }

type Field<K extends string, V> = V extends undefined ? unknown : { readonly [P in K]: V }
type BodyOf<C> = C extends { readonly bulk: object } ? Body<C> | readonly Body<C>[] : Body<C>

/** Parameters, query and body of a call, those that it has. */
type Input<C extends Call> = Field<'params', Params<C>> & Field<'query', Query<C>> & Field<'body', BodyOf<C>>

/** A method for every public call, named by the call's id. */
export type InklingClient = {
  readonly [K in keyof PublicCalls]: (
    input: Input<PublicCalls[K]>,
    options?: CallOptions,
  ) => Promise<Reply<PublicCalls[K]>>
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Retry also a call that is not idempotent by itself; safe for events that carry ids. */
  readonly retry?: boolean
  /** Besides our own, such as a browser's `sec-purpose` or a `consistency-token`. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A client of the gateway.
 *
 * Methods reject with {@link InklingClientError} for any answer of 400 or above. Answers that say they may succeed later
 * (429, 503, 504) and broken connections are retried for idempotent calls, after the time the server asks for.
 */
export function createClient(options: SendOptions): InklingClient {
  const methods = Object.values<Call>(calls)
    .filter((call) => call.scope)
    .map((call) => [
      call.id,
      (input: CallInput, callOptions?: CallOptions) => send(options, call, input, callOptions ?? {}),
    ])
  return Object.fromEntries(methods) as InklingClient
}
