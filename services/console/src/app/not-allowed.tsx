import { Empty } from '../ui/empty.tsx'
import { pages } from './pages.ts'

interface NotAllowedProps {
  /** A key needs one of them. */
  readonly scopes: readonly string[]
  readonly what?: 'page' | 'view'
}

export const NotAllowed = ({ scopes, what = 'page' }: NotAllowedProps) => (
  <Empty title={`This key may not see this ${what}`}>
    It needs the scope <code>{scopes.join(' or ')}</code>. Sign out, and in again with another key.
  </Empty>
)

/** For a key whose scopes give no page at all. */
export const NoPage = () => (
  <Empty title="This key has no page in the console">
    <p>Sign out, and in again with a key that has one of these scopes:</p>
    <ul>
      {pages.map(({ id, title, scopes }) => (
        <li key={id}>
          {title}: <code>{scopes.join(' or ')}</code>
        </li>
      ))}
    </ul>
  </Empty>
)
