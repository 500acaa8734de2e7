import { type calls, isStorable, type Query } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { durationMs } from './jaeger.ts'

export type JaegerQuery = Query<typeof calls.jaegerTraces>

const dayMs = 24 * 3_600_000
/** The last ms of the year 9999. */
const lastMs = Date.parse('9999-12-31T23:59:59.999Z')
const maxTags = 20
const maxTraces = 200
const defaultTraces = 20

/**
 * What a query for traces asks for, with the time of now as Unix time in ms.
 * @throws InklingError validation_failed, naming the parameter
 */
export function traceFilterOf(query: JaegerQuery, nowMs: number) {
  const { error, ...attributes } = tagsOf(query)
  // Jaeger's UI also sends `lookback=1h`, which says no more than start and end.
  return {
    from: new Date(numberOf(query, 'start', (nowMs - dayMs) * 1000, lastMs * 1000) / 1000),
    to: new Date(numberOf(query, 'end', nowMs * 1000, lastMs * 1000) / 1000),
    service: query.service,
    // Jaeger's UI sends this for any operation.
    operation: query.operation === 'all' ? undefined : query.operation,
    minMs: lengthOf(query, 'minDuration'),
    maxMs: lengthOf(query, 'maxDuration'),
    hasErrors: error === undefined ? undefined : error === 'true',
    attributes,
  }
}

/** The one trace that a query asks for, as W3C Trace Context writes it. @throws as {@link traceFilterOf} */
export function traceIdOf({ traceID }: JaegerQuery): string | undefined {
  if (!traceID) return undefined
  // Jaeger leaves zeros out at the beginning.
  if (/^[0-9A-Fa-f]{1,32}$/.test(traceID)) return traceID.toLowerCase().padStart(32, '0')
  throw invalid('traceID', 'Send 1 to 32 hexadecimal digits')
}

/** How many traces a query asks for. @throws as {@link traceFilterOf} */
export const traceLimitOf = (query: JaegerQuery): number =>
  Math.min(Math.max(1, Math.floor(numberOf(query, 'limit', defaultTraces, Number.MAX_SAFE_INTEGER))), maxTraces)

/** The time of which a query for dependencies asks: a day at most. @throws as {@link traceFilterOf} */
export function dependencyTimeOf(query: JaegerQuery, nowMs: number) {
  const toMs = numberOf(query, 'endTs', nowMs, lastMs)
  const lookbackMs = Math.min(numberOf(query, 'lookback', dayMs, Number.MAX_SAFE_INTEGER), dayMs)
  return { from: new Date(toMs - lookbackMs), to: new Date(toMs) }
}

function tagsOf({ tags }: JaegerQuery): Record<string, string> {
  if (!tags) return {}
  const entries = entriesOf(tags).map(([key, value]) => [key, String(value)] as const)
  if (entries.length > maxTags) throw invalid('tags', `Send at most ${maxTags} tags`)
  if (!entries.flat().every((text) => isStorable(text)))
    throw invalid('tags', 'Send no NUL and no half of a surrogate pair')
  return Object.fromEntries(entries)
}

function entriesOf(tags: string): [string, unknown][] {
  const given = parsed(tags)
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
  const entries = isObject ? Object.entries(given) : []
  if (isObject && entries.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))) return entries
  throw invalid('tags', 'Send a JSON object of texts, numbers and booleans, such as {"http.route":"/search"}')
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function numberOf(
  query: JaegerQuery,
  name: 'limit' | 'start' | 'end' | 'endTs' | 'lookback',
  otherwise: number,
  greatest: number,
): number {
  const text = query[name]
  if (!text) return otherwise
  const number = Number(text)
  if (number >= 0 && number <= greatest) return number
  throw invalid(name, `Send a number from 0 to ${greatest}`)
}

function lengthOf(query: JaegerQuery, name: 'minDuration' | 'maxDuration'): number | undefined {
  const text = query[name]
  if (!text) return undefined
  const ms = durationMs(text)
  if (ms === undefined) throw invalid(name, 'Send a duration such as 100ms or 1.2s')
  return ms
}

const invalid = (field: string, detail: string) =>
  new InklingError('validation_failed', `The parameter ${field} is not valid. ${detail}.`, {
    errors: [{ pointer: `/${field}`, code: 'format', detail }],
  })
