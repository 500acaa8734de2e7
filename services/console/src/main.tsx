import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { preload } from './app/page-views.ts'
import { base, pageAt } from './app/pages.ts'
import { Shell } from './app/shell.tsx'
import { showTheme } from './app/theme.ts'
import { isUnauthenticated } from './data/fault-of.ts'
import { sessionKey, sessionQuery } from './data/session.ts'
import { PageBoundary } from './ui/page-boundary.tsx'
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

// All at once, not one after the other.
void queries.prefetchQuery(sessionQuery)
const first = pageAt(location.pathname.slice(base.length))
if (first) preload(first.id)

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <Router base={base}>
            <PageBoundary>
              <Shell />
            </PageBoundary>
          </Router>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
