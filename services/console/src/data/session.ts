import type { Problem } from '@inkling/client'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { consoleHeaders } from './client.ts'

/** Whose key the session of this browser holds, and what it may do. */
export interface Session {
  readonly tenantId: string
  readonly keyId: string
  readonly scopes: readonly string[]
  readonly plan: string
}

const url = '/console/session'
export const sessionKey = ['session'] as const

export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: readSession,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Null if nobody is signed in. */
export const useSession = () => useQuery(sessionQuery)

async function readSession(): Promise<Session | null> {
  const response = await fetch(url, { headers: consoleHeaders })
  if (response.status === 204 || response.status === 401) return null
  if (!response.ok) throw new Error(await reasonOf(response))
  return response.json()
}

/** Begins a session. The cookie that the gateway sets is all that remembers the key. */
async function signIn(key: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { ...consoleHeaders, authorization: `Bearer ${key}` } })
  if (response.status === 401) throw new Error('This key is not valid: it is misspelt, expired or revoked.')
  if (!response.ok) throw new Error(await reasonOf(response))
}

export function useSigning() {
  const queries = useQueryClient()
  return {
    /**
     * Everything is asked again, with the new key. If it belongs to the tenant that was signed in before, what the
     * pages hold stays meanwhile.
     */
    async signIn(key: string, formerTenantId?: string) {
      await signIn(key)
      const session = await readSession()
      if (session?.tenantId !== formerTenantId) return queries.resetQueries()
      queries.setQueryData(sessionKey, session)
      return queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
    },
    async signOut() {
      await fetch(url, { method: 'DELETE', headers: consoleHeaders })
      queries.clear()
      queries.setQueryData(sessionKey, null)
    },
  }
}

async function reasonOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined
  return problem ? `${problem.detail} (request ${problem.requestId})` : `The gateway answered ${response.status}.`
}

/** Whether the key has one of the scopes. */
export const allows = (session: Session | null | undefined, scopes: readonly string[]): boolean =>
  scopes.some((scope) => session?.scopes.includes(scope))
