import { AddressRefused } from '@inkling/service-kit'
import { Webhook } from 'standardwebhooks'
import type { Destination } from '../../domain/alerts/destinations.ts'
import type { Message } from '../../domain/alerts/message.ts'
import { type Links, payloadsOf } from '../../domain/alerts/payloads.ts'
import type { Poster } from './poster.ts'

/** What came of an attempt. Gone: the destination wants nothing any more. Refused: it will be refused again. */
export interface Outcome {
  readonly is: 'delivered' | 'failed' | 'refused' | 'gone'
  readonly error?: string
}

interface Letter {
  readonly id: string
  readonly message: Message
}

/** Sends a message once. It never rejects. */
export async function deliver(
  to: Destination,
  { id, message }: Letter,
  { poster, links, nowMs }: { readonly poster: Poster; readonly links: Links; readonly nowMs: number },
): Promise<Outcome> {
  try {
    for (const payload of payloadsOf(to, message, links)) {
      const body = JSON.stringify(payload)
      const headers = { 'content-type': 'application/json', ...signature(to, id, body, nowMs) }
      const status = await poster.post({ url: to.url, headers, body, allowPrivate: to.allowPrivate })
      if (status === 410) return { is: 'gone', error: 'it answered 410' }
      if (status < 200 || status >= 300) return { is: 'failed', error: `it answered ${status}` }
    }
    return { is: 'delivered' }
  } catch (error) {
    return { is: error instanceof AddressRefused ? 'refused' : 'failed', error: textOf(error) }
  }
}

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function signature({ kind, secret }: Destination, id: string, body: string, nowMs: number): Record<string, string> {
  if (kind !== 'webhook' || secret === undefined) return {}
  const at = new Date(nowMs)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
}

/** Errors of connections name hosts and ports, never the path of a URL. */
const textOf = (error: unknown) => (error instanceof Error && error.message !== '' ? error.message : String(error))
