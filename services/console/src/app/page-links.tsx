import { Link } from '@tanstack/react-router'
import { allows, type Session } from '../data/session.ts'
import { pages } from './pages.ts'

interface PageLinksProps {
  readonly session: Session
  readonly onFollow?: () => void
}

/** The pages that the key may see. */
export const PageLinks = ({ session, onFollow }: PageLinksProps) => (
  <ul className="page-links">
    {pages
      .filter(({ scopes }) => allows(session, scopes))
      .map(({ id, path, title, icon: Icon }) => (
        <li key={id}>
          <Link to={path} activeOptions={{ exact: path === '/', includeSearch: false }} onClick={onFollow}>
            <Icon />
            {title}
          </Link>
        </li>
      ))}
  </ul>
)
