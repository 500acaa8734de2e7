import type { Problem } from '@inkling/client'
import { consoleHeaders } from './client.ts'

/** Whose key or token the session of this browser holds, and what it may do. */
export interface Session {
  readonly tenantId: string
  readonly keyId: string
  readonly scopes: readonly string[]
  readonly plan: string
  /** Whether it is that of a token. */
  readonly isToken?: boolean
  /** The role whose scopes these are; undefined if they are those of none. */
  readonly role?: string
  /** The roles that it can give to keys. */
  readonly roles?: readonly string[]
}

export const sessionUrl = '/console/session'

/** Null if nobody is signed in. */
export async function readSession(): Promise<Session | null> {
  const response = await fetch(sessionUrl, { headers: consoleHeaders })
  if (response.status === 204 || response.status === 401) return null
  if (!response.ok) throw new Error(await reasonOf(response))
  return response.json()
}

export async function reasonOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined
  return problem ? `${problem.detail} (request ${problem.requestId})` : `The gateway answered ${response.status}.`
}

/** Whether the key has one of the scopes. */
export const allows = (session: Session | null | undefined, scopes: readonly string[]): boolean =>
  scopes.some((scope) => session?.scopes.includes(scope))
