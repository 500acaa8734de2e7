import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isUnauthenticated } from './fault-of.ts'
import { sessionKey } from './session-key.ts'

/**
 * The answers that the console holds. When one says that the session has ended, to a reading or a writing call, the
 * shell asks for the key again. The client retries by itself.
 */
export function createQueries(): QueryClient {
  const onError = (error: unknown) => endSession(queries, error)
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: 1_000, refetchOnWindowFocus: false } },
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
  })
  return queries
}

/** Ends the session of the page if that is what the error says. What is neither query nor mutation calls this. */
export function endSession(queries: QueryClient, error: unknown): void {
  if (isUnauthenticated(error)) queries.setQueryData(sessionKey, null)
}
