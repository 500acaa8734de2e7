import type { Session } from '../../data/session.ts'

/** What the key of a page needs: to record views and what became of predictions, and to predict. */
export const pageScopes = ['events:write', 'predictions:read'] as const

/** Whether a key may create that of a page in its tenant: no key gives what it lacks itself. */
export const mayCreateOwn = (session: Session | null | undefined): boolean =>
  ['keys:write', ...pageScopes].every((scope) => session?.scopes.includes(scope))

/** The origin of an address, as people copy it: `https://your.site/shop` is of `https://your.site`. */
export function originOf(address: string): string | undefined {
  const text = address.trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.protocol.startsWith('http') ? url.origin : undefined
}
