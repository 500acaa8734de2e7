import { type Static, type TObject, type TSchema, Type } from 'typebox'
import type { Priority } from './priorities.ts'
import type { Scope } from './scopes.ts'

export type ServiceName = 'prediction' | 'suggestion' | 'search' | 'maintenance'
/** Who answers a call: a service, the gateway itself, or each service for itself. */
type Owner = ServiceName | 'gateway' | 'every'

/**
 * One call of the API. Its route, validation, types, documentation and client method are made from it.
 * Paths are relative to {@link basePath}, with parameters as `:name`.
 */
export interface Call {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** Begins with a verb and names the thing: "Get an operation". */
  readonly summary: string
  /** The guarantees of the call, in Markdown, one per sentence. */
  readonly description: string
  readonly service: Owner
  /** The scope that a key needs. A call without one is between services: the gateway does not route it. */
  readonly scope?: Scope
  /** The limit that every plan sets for this call beside that of all requests. */
  readonly limit?: 'expensive' | 'learning'
  /** Under load, `background` work is refused first and `critical` work last. Default: normal. */
  readonly priority?: Priority
  /** Whether sending it twice has the same effect as sending it once, so that a hop may retry it. */
  readonly idempotent: boolean
  readonly params?: TObject
  /** Default: {@link noQuery}. */
  readonly query?: TObject
  /** The schema of the body; in a bulk call, of one line of it. */
  readonly body?: TSchema
  /** The body is one object, an array or NDJSON, with at most `maxLines` objects. */
  readonly bulk?: { readonly maxLines: number }
  /** Default: {@link defaultMaxBodyBytes}. */
  readonly maxBodyBytes?: number
  /** The schema of the answer's body by status; null for an answer without a body. */
  readonly answers: Readonly<Record<number, TSchema | null>>
  /** Problems that it may answer with beside those of every call like it. */
  readonly problems?: readonly (404 | 409)[]
  /** The media type of JSON answers that are not `application/json`. */
  readonly mediaType?: string
  /** That the gateway keeps answers of this reading call. */
  readonly cached?: CachedAnswers
  /** The tags of the tenant's cached answers that this writing call makes invalid. */
  readonly changes?: readonly string[]
}

/** An answer is kept for `seconds` at most, and until one of its tags is invalidated. `:id` is the path's parameter. */
export interface CachedAnswers {
  readonly tags: readonly string[]
  readonly seconds: number
  /** How long after that it may still be served while it is read again, or cannot be. */
  readonly staleSeconds: number
}

export const basePath = '/api/v1'
/** A misspelt parameter is refused, also where there is none. */
export const noQuery = Type.Object({}, { additionalProperties: false })
export const defaultMaxBodyBytes = 1024 * 1024

/**
 * Whether the call repeats its answer for a repeated `Idempotency-Key`: a POST that changes something. What the gateway
 * answers itself changes nothing that lasts.
 */
export const takesIdempotencyKey = ({ method, idempotent, bulk, service }: Call): boolean =>
  method === 'POST' && (!idempotent || bulk !== undefined) && service !== 'gateway' && service !== 'every'

/** Returns the call as it is; the type parameter keeps its literal types. */
export const defineCall = <const C extends Call>(call: C): C => call

type Part<C, K extends 'params' | 'query' | 'body'> = C extends { readonly [P in K]: infer S extends TSchema }
  ? Static<S>
  : undefined

export type Params<C> = Part<C, 'params'>
export type Query<C> = Part<C, 'query'>
export type Body<C> = Part<C, 'body'>

/** The body of a successful answer, of any status below 300. */
export type Reply<C> = C extends { readonly answers: infer A }
  ? { [S in keyof A]: A[S] extends TSchema ? Static<A[S]> : undefined }[Extract<keyof A, 200 | 201 | 202 | 204>]
  : never
