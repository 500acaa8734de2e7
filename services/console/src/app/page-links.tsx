import { useLocation } from 'wouter'
import { allows, type Session } from '../data/session.ts'
import { Link } from '../ui/link.tsx'
import { afterPaint } from './after-paint.ts'
import { preload } from './page-views.ts'
import { pageAt, pages } from './pages.ts'

interface PageLinksProps {
  readonly session: Session
  readonly onFollow?: () => void
}

/** The pages that the key may see. */
export function PageLinks({ session, onFollow }: PageLinksProps) {
  const [path] = useLocation()
  const open = pageAt(path)
  return (
    <ul className="page-links">
      {pages
        .filter(({ scopes }) => allows(session, scopes))
        .map(({ id, path, title, icon: Icon, scopes }) => (
          <li key={id} data-scopes={scopes.join(' ')}>
            <Link
              to={path}
              aria-current={id === open?.id ? 'page' : undefined}
              onClick={onFollow}
              onPointerEnter={() => afterPaint(() => void preload(id))}
              onFocus={() => afterPaint(() => void preload(id))}
            >
              <Icon />
              {title}
            </Link>
          </li>
        ))}
    </ul>
  )
}
