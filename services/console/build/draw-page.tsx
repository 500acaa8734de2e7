import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { Router } from 'wouter'
import { base } from '../src/app/base.ts'
import { preload } from '../src/app/page-views.ts'
import { pages } from '../src/app/pages.ts'
import { Shell } from '../src/app/shell.tsx'
import type { Session } from '../src/data/session.ts'
import { sessionKey } from '../src/data/session-key.ts'

/** Sees every page; the first script takes away what the key of the visitor may not see. */
const everybody: Session = { tenantId: '', keyId: '', plan: '', scopes: pages.flatMap(({ scopes }) => scopes) }

export interface DrawnPage {
  readonly title: string
  /** Who has one of them sees the page so. */
  readonly scopes: readonly string[]
  /** As the console draws it before any answer has come; nothing in it can be used yet. */
  readonly html: string
}

/** Draws a page without its answers. Called in Node, as a part of the build. */
export async function drawPage(id: string): Promise<DrawnPage> {
  const page = pages.find((one) => one.id === id)
  if (!page) throw new Error(`${id} is the folder of no page in pages.ts`)
  await preload(page.id)
  const queries = new QueryClient()
  queries.setQueryData(sessionKey, everybody)
  const html = renderToString(
    <QueryClientProvider client={queries}>
      <Router base={base} ssrPath={base + page.path} ssrSearch="">
        <Shell />
      </Router>
    </QueryClientProvider>,
  )
  // Tenants have another overview.
  const scopes = page.id === 'overview' ? ['ops:read'] : page.scopes
  return { title: `${page.title} · Inkling`, scopes, html: unusable(html) }
}

/** What somebody typed or pressed before the code of the page is there would be lost. */
const unusable = (html: string): string =>
  html
    .replaceAll(/<input[^>]*type="file"[^>]*>/g, '')
    .replaceAll(/<(?:button|input|textarea|select)(?=[\s>])/g, '$& disabled=""')
    .replace(/<main id="main"[^>]*>/, '<div class="drawn" inert>')
    .replace('</main>', '</div>')
