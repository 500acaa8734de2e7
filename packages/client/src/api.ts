import type { Body, Call, calls, Params, Query, Reply, Scope } from '@inkling/contracts'
import type { CallOptions } from './call-options.ts'

/* The package is built with plain types in place of this file (build/render-api.ts), so that it imports nothing. */

export type { StreamFrame, StreamMessage } from '@inkling/contracts'
export type { Problem } from '@inkling/errors'

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
