import { Link } from './link.tsx'

export interface Tab {
  readonly id: string
  readonly title: string
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly shown: string
  /** Called when somebody comes near a tab, to load what they may open. */
  readonly onNear?: () => void
}

/** The views of a page, each with a link of its own. */
export const Tabs = ({ label, tabs, shown, onNear }: TabsProps) => (
  <nav className="tabs" aria-label={label}>
    {tabs.map(({ id, title }) => (
      <Link
        key={id}
        to="."
        search={{ view: id }}
        aria-current={id === shown ? 'page' : undefined}
        onPointerEnter={onNear}
        onFocus={onNear}
      >
        {title}
      </Link>
    ))}
  </nav>
)
