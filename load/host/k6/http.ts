import { currentIteration, type Tags } from '../context.ts'
import { type Exchange, exchange } from '../exchange.ts'
import { record } from '../samples.ts'

interface Params {
  readonly headers?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string | number | boolean>>
  /** In ms. */
  readonly timeout?: number
}

/** k6's default. https://grafana.com/docs/k6/latest/javascript-api/k6-http/params/ */
const defaultTimeoutMs = 60_000

/**
 * Sends a request; resolves also if there is no answer, then with the status 0 and an `error`.
 * https://grafana.com/docs/k6/latest/javascript-api/k6-http/asyncrequest/
 */
export async function asyncRequest(method: string, url: string, body?: string | null, params: Params = {}) {
  const iteration = currentIteration()
  const { signal } = iteration
  if (typeof body !== 'string' && body !== null && body !== undefined)
    throw new Error('The host sends text only: give asyncRequest a string, such as JSON.stringify(body).')
  const fromMs = iteration.dueMs ?? performance.now()
  iteration.dueMs = undefined
  const timeoutMs = params.timeout ?? defaultTimeoutMs
  const result = await exchange({ method, url, body: body ?? null, headers: params.headers ?? {}, timeoutMs, signal })
  signal.throwIfAborted()
  recordExchange(result, fromMs, { ...textOf(params.tags), method, status: String(result.status) })
  return responseOf(url, result)
}

/** By default k6 expects a status from 200 to 399. */
const isExpected = (status: number) => status >= 200 && status < 400

function recordExchange({ status, timings, endedMs }: Exchange, fromMs: number, tags: Tags): void {
  const all = { ...tags, expected_response: String(isExpected(status)) }
  record('http_reqs', 1, all)
  record('http_req_failed', isExpected(status) ? 0 : 1, all)
  record('http_req_duration', timings.duration, all)
  record('http_req_blocked', timings.blocked, all)
  record('http_req_waiting', timings.waiting, all)
  record('http_req_receiving', timings.receiving, all)
  record('http_req_latency', endedMs - fromMs, all)
}

const textOf = (tags: Params['tags'] = {}): Tags =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)]))

function responseOf(url: string, { status, headers, body, timings, error }: Exchange) {
  return {
    url,
    status,
    headers,
    body: error === undefined ? body : null,
    timings,
    error: error ?? '',
    json(selector?: string): unknown {
      if (selector !== undefined) throw new Error('The host has no selectors: call json() and read its result.')
      return JSON.parse(body)
    },
  }
}

export default { asyncRequest }
