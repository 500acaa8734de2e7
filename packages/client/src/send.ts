import { setTimeout as delay } from 'node:timers/promises'
import { basePath, type Call } from '@inkling/contracts'
import type { Problem } from '@inkling/errors'
import { InklingClientError } from './client-error.ts'

export interface SendOptions {
  /** Where the gateway is, such as http://127.0.0.1:8080. */
  readonly url: string
  readonly apiKey: string
  /** For one attempt. */
  readonly timeoutMs?: number
  readonly retries?: number
}

export interface CallInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

interface Sending {
  readonly signal?: AbortSignal
  readonly retry?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

const defaults = { timeoutMs: 30_000, retries: 3 }
const maxBackoffMs = 8_000

/** Sends one call and reads its answer; see createClient for errors and retries. */
export async function send(
  options: SendOptions,
  call: Call,
  input: CallInput,
  { signal, retry = call.idempotent, headers }: Sending,
): Promise<unknown> {
  const attempts = retry ? (options.retries ?? defaults.retries) : 0
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendOnce(options, call, { ...input, headers }, signal)
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !mayRetry(error)) throw error
      await delay(waitMs(error, attempt), undefined, signal && { signal })
    }
  }
}

async function sendOnce(
  options: SendOptions,
  call: Call,
  input: CallInput & { headers: Sending['headers'] },
  signal?: AbortSignal,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaults.timeoutMs)
  const response = await fetch(urlOf(options.url, call, input), {
    method: call.method,
    headers: {
      ...input.headers,
      authorization: `Bearer ${options.apiKey}`,
      accept: 'application/json',
      ...(input.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  })
  if (!response.ok) throw await toError(response)
  return response.status === 204 ? undefined : response.json()
}

function urlOf(base: string, call: Call, { params = {}, query = {} }: CallInput): URL {
  const path = call.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const url = new URL(basePath + path, base)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  return url
}

async function toError(response: Response): Promise<Error> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  if (!response.headers.get('content-type')?.includes('json'))
    return new Error(`${response.url} answered ${response.status}`)
  const problem = (await response.json()) as Problem
  return new InklingClientError(problem, Number.isFinite(retryAfter) ? retryAfter : undefined)
}

const mayRetry = (error: unknown) =>
  error instanceof InklingClientError ? error.problem.retryable : error instanceof TypeError || isTimeout(error)

const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'

/** What the server asks for, else exponential backoff with full jitter. */
function waitMs(error: unknown, attempt: number): number {
  const asked = error instanceof InklingClientError ? error.retryAfterSeconds : undefined
  return asked === undefined ? Math.random() * Math.min(maxBackoffMs, 250 * 2 ** attempt) : asked * 1000
}
