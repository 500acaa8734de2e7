import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './app/router.tsx'
import { showTheme } from './app/theme.ts'
import { isUnauthenticated } from './data/fault-of.ts'
import { sessionKey, sessionQuery } from './data/session.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/data.css'

showTheme()

/** The client retries by itself. When a session ends in the middle of work, the shell asks for the key again. */
const queries: QueryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 1_000, refetchOnWindowFocus: false } },
  queryCache: new QueryCache({
    onError: (error) => {
      if (isUnauthenticated(error)) queries.setQueryData(sessionKey, null)
    },
  }),
})

// Asked beside the code of the page, not after it.
void queries.prefetchQuery(sessionQuery)

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
