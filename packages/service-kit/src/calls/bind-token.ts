import type { Call } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { NdjsonBody } from './body-lines.ts'
import type { Principal } from './principal.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A query or body for a token that speaks for one user, or sees only what a filter lets through. A request without a
 * user is made for that of the token; another user is refused. Bodies of bulk calls are bound line by line.
 *
 * @param schema what the call takes; where it has no such field, nothing is added
 * @throws InklingError forbidden_user, which names the field; validation_failed for a filter that would break out
 */
export function bindToken<T>(input: T, schema: unknown, { userId, filter }: Principal): T {
  if (userId === undefined && filter === undefined) return input
  const bind = (value: unknown, place: string) =>
    isFields(value) ? bound(value, schema, { userId, filter }, place) : value
  if (input instanceof NdjsonBody) return new NdjsonBody(input.lines.map(bindLine(bind))) as T
  return (Array.isArray(input) ? input.map(bindLine(bind)) : bind(input, '')) as T
}

const bindLine = (bind: (value: unknown, place: string) => unknown) => (line: unknown, index: number) =>
  bind(line, `/${index}`)

/** Whether a call keeps to the filter of a token: it takes a filter, or returns no item. */
export const keepsFilter = ({ body, query, scope }: Pick<Call, 'body' | 'query' | 'scope'>): boolean =>
  scope === 'events:write' || [body, query].some((schema) => 'filter' in propertiesOf(schema))

const propertiesOf = (schema: unknown): Fields => (schema as { properties?: Fields } | undefined)?.properties ?? {}

function bound(value: Fields, schema: unknown, token: Pick<Principal, 'userId' | 'filter'>, place: string): Fields {
  const { userId, filter } = token
  const known = propertiesOf(schema)
  if (userId !== undefined && value.userId !== undefined && value.userId !== userId) throw otherUser(`${place}/userId`)
  return {
    ...value,
    ...(userId !== undefined && 'userId' in known && { userId }),
    ...(filter !== undefined && 'filter' in known && { filter: both(filter, value.filter) }),
  }
}

/** Both filters must hold. What is no text is refused by the schema of the call. */
function both(own: string, given: unknown): unknown {
  if (given === undefined || given === '') return own
  if (typeof given !== 'string') return given
  if (isClosed(own) && isClosed(given)) return `(${own}) and (${given})`
  const detail = 'Its brackets or strings do not end, or end what they did not begin'
  const errors = [{ pointer: '/filter', code: 'filter', detail }]
  throw new InklingError('validation_failed', `Not valid: /filter. ${detail}`, { errors })
}

/** As the tokens of filters are read. */
const strings = /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/gs

/** Whether a filter stays inside brackets that are put around it: `a) or (b` does not. */
function isClosed(filter: string): boolean {
  let depth = 0
  for (const [sign] of filter.replace(strings, '').matchAll(/[()"']/g)) {
    if (sign !== '(' && sign !== ')') return false
    depth += sign === '(' ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0
}

function otherUser(pointer: string): InklingError {
  const detail = 'Your token speaks for one user only; leave this field out, or name that user'
  return new InklingError('forbidden_user', `${pointer}: ${detail}`, { errors: [{ pointer, code: 'user', detail }] })
}
