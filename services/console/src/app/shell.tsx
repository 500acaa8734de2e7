import { lazy, memo, Suspense, useDeferredValue, useEffect, useRef, useState } from 'react'
import { Redirect, useLocation } from 'wouter'
import { allows, type Session, useSession } from '../data/session.ts'
import { FaultNote } from '../ui/fault-note.tsx'
import { PageBoundary } from '../ui/page-boundary.tsx'
import { Header } from './header.tsx'
import { Navigation } from './navigation.tsx'
import { NoPage, NotAllowed } from './not-allowed.tsx'
import { NotFound } from './not-found.tsx'
import { viewOf } from './page-views.ts'
import { firstPageOf, type Page, pageAt } from './pages.ts'
import { SignIn } from './sign-in.tsx'
import { whenIdle } from './when-idle.ts'

const notFound = { title: 'Not found', about: '' }
const SignInAgain = lazy(() => import('./sign-in-again.tsx'))

/** What stands around every page. While nobody is signed in there is nothing but the form for the key. */
export function Shell() {
  const { data: session, error, refetch, isPending } = useSession()
  const former = useRef<Session | null>(null)
  if (session) former.current = session
  const [path] = useLocation()
  const page = pageAt(path)
  const { title, about } = page ?? notFound
  // The former page stays until the next one is ready, and a click is answered before that.
  const shownPage = useDeferredValue(page)
  useEffect(() => {
    document.title = `${session ? title : 'Sign in'} · Inkling`
  }, [title, session])
  const isSignedIn = Boolean(session)
  // The vitals are those of the page that was opened first.
  useEffect(() => {
    if (isSignedIn && page)
      whenIdle(() => void import('./report-vitals.ts').then(({ reportVitals }) => reportVitals(page.id)))
  }, [isSignedIn])

  if (isPending) return <div className="splash" />
  if (error && !former.current)
    return (
      <main className="alone">
        <FaultNote error={error} onRetry={refetch} />
      </main>
    )
  const shown = session ?? former.current
  if (!shown) return <SignIn />
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Navigation session={shown} />
      <div className="stage">
        <Header session={shown} title={title} about={about} />
        <main id="main" tabIndex={-1} aria-busy={shownPage !== page}>
          <Suspense fallback={<div className="loading" aria-busy="true" />}>
            <PageOf session={shown} page={shownPage} />
          </Suspense>
        </main>
      </div>
      {session ? null : (
        <Suspense>
          <SignInAgain tenantId={shown.tenantId} />
        </Suspense>
      )}
    </div>
  )
}

interface PageOfProps {
  readonly session: Session
  readonly page: Page | undefined
}

/** The former page is not drawn again while the next one is on its way. */
const PageOf = memo(function PageOf({ session, page }: PageOfProps) {
  if (!page) return <NotFound />
  if (!allows(session, page.scopes)) {
    const first = firstPageOf(session.scopes)
    if (!first) return <NoPage />
    // Nobody asked for the overview who opened the console: its address is that of the console.
    return page.path === '/' ? <Redirect to={first.path} replace /> : <NotAllowed scopes={page.scopes} />
  }
  return (
    <PageBoundary key={page.id}>
      <ViewOf page={page} />
    </PageBoundary>
  )
})

/** The same view as long as the page is open, also when its code comes later. */
function ViewOf({ page }: { readonly page: Page }) {
  const [View] = useState(() => viewOf(page.id))
  return <View />
}
