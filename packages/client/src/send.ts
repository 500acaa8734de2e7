import type { Problem } from './api.ts'
import type { CallOptions } from './call-options.ts'
import { InklingClientError, UnexpectedAnswerError } from './client-error.ts'
import { delay } from './delay.ts'
import type { Route } from './routes.ts'

export interface ClientOptions {
  /** The address of the gateway, such as http://127.0.0.1:8080. */
  readonly url: string
  /** A page that the gateway itself serves may leave it out: the session of the browser then stands for it. */
  readonly apiKey?: string
  /** Further headers of every call. */
  readonly headers?: Readonly<Record<string, string>>
  /** `none` for a user who refuses consent: the calls store nothing, and the answers are those of an unknown user. */
  readonly consent?: 'none' | 'all'
  /** The most time that one attempt may take. The default is 30,000 ms. */
  readonly timeoutMs?: number
  /** The most attempts after the first. The default is 3. */
  readonly retries?: number
  /**
   * The longest wait before a retry. If the server asks for more, the call fails instead. The default is 120,000 ms.
   */
  readonly maxWaitMs?: number
}

export interface CallInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

const defaults = { timeoutMs: 30_000, retries: 3, maxWaitMs: 120_000 }
const firstBackoffMs = 250
const maxBackoffMs = 8_000

/** Sends one call and reads its answer; see createClient for errors and retries. */
export async function send(
  options: ClientOptions,
  route: Route,
  input: CallInput,
  call: CallOptions,
): Promise<unknown> {
  const { signal, retry = route.idempotent, headers } = call
  const { retries, maxWaitMs } = { ...defaults, ...options }
  const attempts = retry ? retries : 0
  const keyed = attempts > 0 && route.takesKey ? { 'idempotency-key': randomKey() } : {}
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendOnce(options, route, { ...input, headers: { ...keyed, ...headers } }, call)
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !mayRetry(error)) throw error
      const waitMs = waitBeforeRetry(error, attempt)
      if (waitMs > maxWaitMs) throw error
      await delay(waitMs, signal)
    }
  }
}

/** 128 random bits in hexadecimal. A page without https has no crypto.randomUUID. */
const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

async function sendOnce(
  options: ClientOptions,
  route: Route,
  input: CallInput & { headers: CallOptions['headers'] },
  { signal, onHeaders }: CallOptions,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaults.timeoutMs)
  const response = await fetch(urlOf(options.url, route, input), {
    method: route.method,
    headers: {
      ...(options.consent && { consent: options.consent }),
      ...options.headers,
      ...input.headers,
      ...authorizationOf(options),
      accept: 'application/json',
      ...(input.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  })
  if (!response.ok) throw await toError(response)
  onHeaders?.(response.headers)
  return response.status === 204 ? undefined : response.json()
}

export const authorizationOf = ({ apiKey }: ClientOptions): Readonly<Record<string, string>> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }

function urlOf(base: string, route: Route, { params = {}, query = {} }: CallInput): URL {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const url = new URL(path, base)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  return url
}

export async function toError(response: Response): Promise<Error> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined
  if (!response.headers.get('content-type')?.includes('json'))
    return new UnexpectedAnswerError(response.url, response.status, retryAfterSeconds)
  return new InklingClientError((await response.json()) as Problem, retryAfterSeconds)
}

/** Whether the same call may succeed later: the server says so, the connection broke, or the attempt took too long. */
export const mayRetry = (error: unknown) =>
  isAnswer(error) ? error.retryable : error instanceof TypeError || (error as Error).name === 'TimeoutError'

const isAnswer = (error: unknown) => error instanceof InklingClientError || error instanceof UnexpectedAnswerError

/** The wait that the server asks for, else exponential backoff with full jitter. */
export function waitBeforeRetry(error: unknown, attempt: number): number {
  const seconds = isAnswer(error) ? error.retryAfterSeconds : undefined
  return seconds === undefined ? Math.random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** attempt) : seconds * 1000
}
