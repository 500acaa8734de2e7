import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, startTransition, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { createQueries } from '../data/create-queries.ts'
import { sessionKey } from '../data/session-key.ts'
import type { Begun } from '../first/begin.ts'
import { PageBoundary } from '../ui/page-boundary.tsx'
import { base } from './base.ts'
import { preload } from './page-views.ts'
import { pageAt } from './pages.ts'
import { Shell } from './shell.tsx'

const queries = createQueries()

/** Shows the page of a path below `/console`, whose code is on its way, with the answers that have come meanwhile. */
export async function showConsole(path: string, begun: Begun): Promise<void> {
  const page = pageAt(path)
  await Promise.all([take(begun), page && preload(page.id)])
  const root = document.getElementById('root')
  // In slices, between which the page answers to what is pressed.
  if (root) startTransition(() => createRoot(root).render(<Console root={root} />))
}

function Console({ root }: { readonly root: HTMLElement }) {
  // It takes the place of what the HTML held, which nobody may see who is not signed in.
  useLayoutEffect(() => void delete root.dataset.drawn, [root])
  return (
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
    </StrictMode>
  )
}

/** Until the session is known and the answers that have come are kept; the others come to the parts that show them. */
async function take({ session, calls }: Begun): Promise<void> {
  await queries.prefetchQuery({ queryKey: sessionKey, queryFn: () => session })
  for (const { id, input, answer } of await calls)
    void queries.prefetchQuery({ queryKey: [id, input], queryFn: () => answer.then((one) => one ?? null) })
  await new Promise((resolve) => setTimeout(resolve))
}
