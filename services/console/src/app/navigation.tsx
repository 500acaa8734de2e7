import { memo } from 'react'
import type { Session } from '../data/session.ts'
import { Link } from '../ui/link.tsx'
import { Mark } from './mark.tsx'
import { PageLinks } from './page-links.tsx'

/** The pages, as a column at the side. */
export const Navigation = memo(({ session }: { readonly session: Session }) => (
  <aside className="side">
    <Link to="/" className="brand" aria-label="Inkling, overview">
      <Mark />
      <span>Inkling</span>
    </Link>
    <nav aria-label="Pages">
      <PageLinks session={session} />
    </nav>
  </aside>
))
