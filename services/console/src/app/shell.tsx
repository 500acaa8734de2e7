import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { allows, type Session, useSession } from '../data/session.ts'
import { Empty } from '../ui/empty.tsx'
import { FaultNote } from '../ui/fault-note.tsx'
import { Header } from './header.tsx'
import { Navigation } from './navigation.tsx'
import { pageOf } from './pages.ts'
import { SignIn } from './sign-in.tsx'
import { whenIdle } from './when-idle.ts'

const SignInAgain = lazy(() => import('./sign-in-again.tsx'))

/** What stands around every page. While nobody is signed in there is nothing but the form for the key. */
export function Shell() {
  const { data: session, error, refetch, isPending } = useSession()
  const former = useRef<Session | null>(null)
  if (session) former.current = session
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const page = pageOf(pathname)
  useEffect(() => {
    document.title = `${session ? page.title : 'Sign in'} · Inkling`
  }, [page, session])
  const isSignedIn = Boolean(session)
  // The vitals are those of the page that was opened first.
  useEffect(() => {
    if (isSignedIn) whenIdle(() => void import('./report-vitals.ts').then(({ reportVitals }) => reportVitals(pathname)))
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
        <Header session={shown} page={page} />
        <main id="main" tabIndex={-1}>
          {allows(shown, page.scopes) ? (
            <Suspense fallback={<div className="loading" aria-busy="true" />}>
              <Outlet />
            </Suspense>
          ) : (
            <NotAllowed scopes={page.scopes} />
          )}
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

const NotAllowed = ({ scopes }: { readonly scopes: readonly string[] }) => (
  <Empty title="This key may not see this page">
    <p>
      It needs the scope <code>{scopes.join(' or ')}</code>. Sign out, and in again with another key.
    </p>
  </Empty>
)
