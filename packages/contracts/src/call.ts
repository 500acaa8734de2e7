import type { Static, TObject, TSchema } from 'typebox'
import type { Scope } from './scopes.ts'

export type ServiceName = 'prediction' | 'suggestion' | 'search' | 'maintenance'

/**
 * One call of the API, from which its route, validation, types, documentation and client method are made.
 * Paths are below {@link basePath}, with parameters as `:name`.
 */
export interface Call {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly summary: string
  /** What a caller should know beyond the summary, in Markdown. */
  readonly description?: string
  readonly service: ServiceName
  /** What a key needs. Calls without one are between services only: the gateway does not route them. */
  readonly scope?: Scope
  /** Has a limit of its own in every plan, beside that of all requests: starts long work, or adds up what was learned. */
  readonly limit?: 'expensive' | 'learning'
  /** Sending it twice does no more than sending it once, so a hop may retry it. */
  readonly idempotent: boolean
  readonly params?: TObject
  readonly query?: TObject
  /** The body; in a bulk call, one line of it. */
  readonly body?: TSchema
  /** The body is one object, an array of them, or NDJSON, of at most `maxLines`. */
  readonly bulk?: { readonly maxLines: number }
  readonly maxBodyBytes?: number
  /** Body schema by status; null where there is none. */
  readonly answers: Readonly<Record<number, TSchema | null>>
  /** Of the answers, where they are JSON by another name than application/json. */
  readonly mediaType?: string
}

export const basePath = '/api/v1'
export const defaultMaxBodyBytes = 1024 * 1024

/** Keeps the literal types of a call. */
export const defineCall = <const C extends Call>(call: C): C => call

type Part<C, K extends 'params' | 'query' | 'body'> = C extends { readonly [P in K]: infer S extends TSchema }
  ? Static<S>
  : undefined

export type Params<C> = Part<C, 'params'>
export type Query<C> = Part<C, 'query'>
export type Body<C> = Part<C, 'body'>

/** What a successful call answers: the body of any status below 300. */
export type Reply<C> = C extends { readonly answers: infer A }
  ? { [S in keyof A]: A[S] extends TSchema ? Static<A[S]> : undefined }[Extract<keyof A, 200 | 201 | 202 | 204>]
  : never
