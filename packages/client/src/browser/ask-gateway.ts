import { sessionId } from './session-id.ts'
import type { SnippetOptions } from './snippet-options.ts'

const who = ({ user }: SnippetOptions) => ({ sessionId: sessionId(), ...(user && { userId: user }) })

function ask({ url, key }: SnippetOptions, path: string, { headers, ...init }: RequestInit): Promise<Response> {
  return fetch(`${url}/api/v1/${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...headers } })
}

const tell = (options: SnippetOptions, path: string, body: object) =>
  ask(options, path, {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Answers the token with which a read knows of the view, null where the view could not be stored. */
export async function sendView(options: SnippetOptions, itemId: string): Promise<string | null> {
  const answer = await tell(options, 'events', { type: 'view', itemId, ...who(options) })
  return answer.headers.get('consistency-token')
}

/** Tells that what a prediction had loaded was wanted. */
export const sendUsed = (options: SnippetOptions, receiptId: string, itemId: string) =>
  tell(options, 'feedback', { receiptId, itemId, signal: 'prefetchUsed' })

/** The rule set as text; empty where there is none to be had. */
export async function fetchRules(options: SnippetOptions, itemId: string, token: string | null): Promise<string> {
  const { prefetch, prerender } = options
  const query = new URLSearchParams({
    ...who(options),
    itemId,
    ...(prefetch && { minProbability: prefetch }),
    ...(prerender && { prerenderProbability: prerender }),
  })
  const headers = token ? { 'consistency-token': token } : {}
  const answer = await ask(options, `predictions/speculation-rules?${query}`, { headers })
  return answer.ok ? answer.text() : ''
}
