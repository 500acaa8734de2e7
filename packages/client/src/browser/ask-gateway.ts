import { sessionId } from './session-id.ts'
import type { SnippetOptions } from './snippet-options.ts'

/** Whether the user refuses consent, by the rule of the gateway: upper and lower case are equal. */
export const isRefused = ({ consent }: SnippetOptions): boolean => consent?.trim().toLowerCase() === 'none'

const who = (options: SnippetOptions) =>
  isRefused(options) ? {} : { sessionId: sessionId(), ...(options.user && { userId: options.user }) }

function ask(
  { url, key, consent }: SnippetOptions,
  path: string,
  { headers, ...init }: RequestInit,
): Promise<Response> {
  const always = { authorization: `Bearer ${key}`, ...(consent && { consent }) }
  return fetch(`${url}/api/v1/${path}`, { ...init, headers: { ...always, ...headers } })
}

const post = (options: SnippetOptions, path: string, body: object) =>
  ask(options, path, {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Records a view. Returns the token that lets a read wait for the view; null if the view was not stored. */
export async function sendView(options: SnippetOptions, itemId: string): Promise<string | null> {
  const answer = await post(options, 'events', { type: 'view', itemId, ...who(options) })
  return answer.headers.get('consistency-token')
}

/** Records what became of the pages that the rules of a prediction named. */
export const sendOutcomes = (options: SnippetOptions, outcomes: readonly object[]) =>
  post(options, 'feedback', outcomes)

/** Measures the page with code that only pages which ask for it load, and sends it by the kind of page. */
export async function sendVitals(options: SnippetOptions): Promise<void> {
  const { measureVitals } = await import(`${options.url}/inkling-vitals.js`)
  const page = options.vitals || 'page'
  measureVitals((vitals: object[]) => void post(options, 'vitals', { page, vitals }).catch(() => {}))
}

/** Calls `onChange` whenever the predictions of the session change. The browser returns by itself if it is cut off. */
export function followSession({ url, key }: SnippetOptions, onChange: () => void): void {
  const own = sessionId()
  const query = new URLSearchParams({ key, sessionId: own, topic: `predictions:session:${own}` })
  new EventSource(`${url}/api/v1/stream?${query}`).onmessage = ({ data }) => data.includes('"prediction"') && onChange()
}

/** Returns the rule set as text; empty if there is none. */
export async function fetchRules(options: SnippetOptions, itemId: string, token: string | null): Promise<string> {
  const { prefetch, prerender, exclude, maxBytes } = options
  const query = new URLSearchParams({
    ...who(options),
    itemId,
    ...(prefetch && { minProbability: prefetch }),
    ...(prerender && { prerenderProbability: prerender }),
    ...(exclude && { exclude }),
    ...(maxBytes && { maxBytes }),
  })
  const headers = token ? { 'consistency-token': token } : {}
  const answer = await ask(options, `predictions/speculation-rules?${query}`, { headers })
  return answer.ok ? answer.text() : ''
}
