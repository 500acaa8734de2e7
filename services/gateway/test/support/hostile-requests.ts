import { randomBytes, randomInt } from 'node:crypto'
import { METHODS, request } from 'node:http'
import { basePath, type Call, calls } from '@inkling/contracts'
import { bearer, ownAddress } from './callers.ts'

export interface HostileRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const word = (): string => `w${randomBytes(6).toString('hex')}`
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
/** Every value that a header may have which a careless label could hold. */
const headers = () => ({
  ...ownAddress(),
  ...Object.fromEntries(
    ['user-agent', 'x-request-id', 'origin', 'idempotency-key', 'load-level'].map((h) => [h, word()]),
  ),
})
const json = { 'content-type': 'application/json' }
const pathOf = ({ path }: Call) => basePath + path.replace(/:\w+/g, word)
const hasBody = (method: string) => !['GET', 'HEAD', 'DELETE', 'TRACE'].includes(method)

const methods = METHODS.filter((method) => method !== 'CONNECT')

/** Paths that no route has, and paths of routes, with all methods that Node.js can send. */
const unknownRoutes = (): HostileRequest[] =>
  times(300, (n) => ({
    method: methods[n % methods.length] ?? 'GET',
    path: [`/${word()}`, `${basePath}/${word()}/${word()}`, `${basePath}/predictions`, '/health'][n % 4] ?? '/',
    headers: headers(),
  }))

const strangeObject = () => JSON.stringify({ kind: word(), [word()]: word() })

/** Every call without a key, with a bad one, and with the key: with ids, queries and bodies of all kinds. */
const everyCall = (key: string): HostileRequest[] =>
  Object.values<Call>(calls).flatMap((call) =>
    [
      { body: word() },
      { ...bearer(word()), ...json, body: strangeObject() },
      { ...bearer(key), ...json, body: strangeObject() },
      { ...bearer(key), ...json, body: word() },
      { ...bearer(key), 'content-type': `text/${word()}`, body: word() },
    ].map(({ body, ...own }, n) => ({
      method: n > 2 && call.method === 'GET' ? 'HEAD' : call.method,
      path: `${pathOf(call)}${n % 2 ? `?${word()}=${word()}` : ''}`,
      headers: { ...headers(), ...own },
      ...(hasBody(call.method) && { body }),
    })),
  )

/** Data of a tenant whose every id, type and text is new. */
export function strangeData(key: string): HostileRequest[] {
  const send = (method: string, path: string, body: unknown): HostileRequest => ({
    method,
    path: basePath + path,
    headers: { ...headers(), ...bearer(key), ...json },
    body: JSON.stringify(body),
  })
  const event = () => ({ id: word(), type: word(), userId: word(), sessionId: word(), itemId: word() })
  return [
    send('PUT', `/items/${word()}`, { title: word(), type: word(), categories: [word()] }),
    send('POST', '/events', times(5, event)),
    send(
      'POST',
      '/events',
      times(2, () => ({ ...event(), type: 'view' })),
    ),
    send('POST', '/predictions', { userId: word(), sessionId: word(), itemId: word() }),
    send('POST', '/search', { q: word(), userId: word() }),
    send('POST', '/suggestions', { userId: word() }),
    send('POST', '/feedback', { receiptId: word(), signal: word(), itemId: word() }),
    send('POST', '/runs', { kind: word() }),
  ]
}

/** What an operator could send by mistake: names of processes, policies, caches and faults that do not exist. */
const strangeOperations = (adminKey: string): HostileRequest[] =>
  Object.values<Call>(calls)
    .filter(({ scope, method }) => scope?.startsWith('ops:') && method !== 'DELETE')
    .flatMap((call) =>
      times(10, () => ({
        method: call.method,
        path: pathOf(call),
        headers: { ...headers(), ...bearer(adminKey), ...json },
        ...(hasBody(call.method) && { body: JSON.stringify({ [word()]: word(), name: word(), process: word() }) }),
      })),
    )

const span = () => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  name: word(),
  startTimeUnixNano: `${Date.now()}000000`,
  endTimeUnixNano: `${Date.now()}000000`,
})

/** Spans of services that are not ours. */
const strangeSpans = (adminKey: string): HostileRequest[] =>
  times(250, () => ({
    method: 'POST',
    path: '/v1/traces',
    headers: { ...headers(), ...bearer(adminKey), ...json },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span()] }] }] }),
  }))

export const hostileRequests = (key: string, adminKey: string): HostileRequest[] =>
  [...unknownRoutes(), ...everyCall(key), ...strangeOperations(adminKey), ...strangeSpans(adminKey)]
    .map((one) => ({ one, rank: randomInt(1_000_000) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one)

/** Sends requests, 16 at a time. `fetch` rejects some methods. Returns the statuses, 0 for a broken connection. */
export async function sendAll(url: string, requests: readonly HostileRequest[]): Promise<number[]> {
  const left = [...requests]
  const statuses: number[] = []
  const work = async () => {
    for (let next = left.pop(); next; next = left.pop()) statuses.push(await send(url, next))
  }
  await Promise.all(times(16, work))
  return statuses
}

const send = (url: string, { method, path, headers: given, body }: HostileRequest): Promise<number> =>
  new Promise((resolve) => {
    const sent = request(url + path, { method, headers: given }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', () => resolve(0)).end(body)
  })
