import { basePath, type Call, calls, examples, isOfOperators } from '@inkling/contracts'
import type { TSchema } from 'typebox'
import { fill, type TextOf } from './fill.ts'

/** A request as it is sent, but for the credential. */
export interface Asked {
  readonly method: string
  /** With the base of the API and the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

interface Example {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** Every call of the contract. Calls between services are attacked, too: the gateway must not serve them. */
export const everyCall: readonly Call[] = Object.values<Call>(calls)

/** Whether the call is one that a tenant's key may make. */
export const isOfTenant = ({ scope }: Call): boolean => scope !== undefined && !isOfOperators(scope)

const exampleOf = ({ id }: Call): Example => (examples as Readonly<Record<string, Example>>)[id] ?? {}

/** The kind of ids that a parameter of a path takes: that of its example, as `op_`, or the path before it. */
function kindOf(call: Call, name: string): string {
  const before = call.path.split(`/:${name}`)[0] ?? ''
  if (/^\/(items|users)$/.test(before)) return before.slice(1, -1)
  if (before.endsWith('/api-keys')) return '/api-keys'
  return kindOfId(exampleOf(call).params?.[name] ?? '') ?? before
}

/** `op_` of `op_0123`; undefined for an id that does not begin with what it is. */
export const kindOfId = (id: string): string | undefined => /^[a-z]{2,4}_/.exec(id)?.[0]

/** Where the texts of a request come from. */
export interface Texts {
  readonly body: TextOf
  readonly query: TextOf
  /** For a parameter of the path, of this kind of ids; undefined leaves what the example has. */
  param(kind: string, name: string): string | undefined
}

/** A request of the call: its example, with other texts. @param all also with fields that the example leaves out */
export function requestOf(call: Call, texts: Texts, all = false): Asked {
  const { params = {}, query = {}, body } = exampleOf(call)
  const asked = call.query ? (fill(call.query, query, texts.query, false) as Record<string, unknown>) : query
  const path = call.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(texts.param(kindOf(call, name), name) ?? params[name] ?? 'x'),
  )
  const line = (given: unknown) => (call.body ? fill(call.body as TSchema, given, texts.body, all) : given)
  const filled = Array.isArray(body) && call.bulk ? body.map(line) : line(body ?? (call.scope ? undefined : {}))
  return asking(call.method, path, asked, call.body ? filled : undefined)
}

/** @param body of JSON; undefined for a request without one */
export function asking(method: string, path: string, query: Readonly<Record<string, unknown>>, body: unknown): Asked {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return {
    method,
    path: `${basePath}${path}${search === '' ? '' : `?${search}`}`,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }
}
