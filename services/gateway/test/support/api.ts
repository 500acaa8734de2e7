import { basePath, type Call, type Problem, type Reply } from '@inkling/contracts'
import type { Static } from 'typebox'
import { expect } from 'vitest'
import { expectReply } from './expect-reply.ts'

export interface Input {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean>>
  /** Sent as JSON, unless it is a text. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Answer<B> {
  readonly status: number
  readonly headers: Headers
  readonly body: B
}

/** A caller of Inkling over HTTP. It checks every answer against the contract. */
export interface Api {
  /** Makes a call that must succeed. */
  call<C extends Call>(call: C, input?: Input): Promise<Answer<Reply<C>>>
  /** Makes a call that must be rejected. */
  refused(call: Call, input?: Input): Promise<Answer<Static<typeof Problem>>>
  /** Makes a call that may succeed or be rejected. */
  attempt(call: Call, input?: Input): Promise<Answer<unknown>>
}

/** @param always Headers of every request, the credential among them. */
export function createApi(url: string, always: Readonly<Record<string, string>>): Api {
  async function attempt(call: Call, { params, query, body, headers }: Input = {}): Promise<Answer<unknown>> {
    const hasBody = body !== undefined
    const response = await fetch(urlOf(url, call, params, query), {
      method: call.method,
      headers: { ...(hasBody && { 'content-type': 'application/json' }), ...always, ...headers },
      ...(hasBody && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const received = { status: response.status, headers: response.headers, text: await response.text() }
    return { ...received, body: expectReply(call, received) }
  }
  return {
    attempt,
    async call<C extends Call>(call: C, input?: Input) {
      const answer = await attempt(call, input)
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(400)
      return answer as Answer<Reply<C>>
    },
    async refused(call, input) {
      const answer = await attempt(call, input)
      expect(answer.status, JSON.stringify(answer.body)).toBeGreaterThanOrEqual(400)
      return answer as Answer<Static<typeof Problem>>
    },
  }
}

function urlOf(base: string, call: Call, params: Input['params'] = {}, query: Input['query'] = {}): URL {
  const path = call.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const url = new URL(basePath + path, base)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  return url
}
