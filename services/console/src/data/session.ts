import { useQuery, useQueryClient } from '@tanstack/react-query'
import { consoleHeaders } from '../first/client.ts'
import { readSession, reasonOf, sessionUrl } from '../first/session.ts'
import { sessionKey } from './session-key.ts'

export { allows, type Session } from '../first/session.ts'

/** Null if nobody is signed in. */
export const useSession = () =>
  useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY })

/** Begins a session. The cookie that the gateway sets is all that remembers the key. */
async function signIn(key: string): Promise<void> {
  const headers = { ...consoleHeaders, authorization: `Bearer ${key}` }
  const response = await fetch(sessionUrl, { method: 'POST', headers })
  if (response.status === 401) throw new Error('This key or token is not valid: it is misspelt, expired or revoked.')
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
      await fetch(sessionUrl, { method: 'DELETE', headers: consoleHeaders })
      queries.clear()
      queries.setQueryData(sessionKey, null)
    },
  }
}
