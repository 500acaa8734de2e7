import { Link } from './link.tsx'

export interface Tab {
  readonly id: string
  readonly title: string
}

interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
  readonly shown: string
}

/** The views of a page, each with a link of its own. */
export const Tabs = ({ label, tabs, shown }: TabsProps) => (
  <nav className="tabs" aria-label={label}>
    {tabs.map(({ id, title }) => (
      <Link key={id} to="." search={{ view: id }} aria-current={id === shown ? 'page' : undefined}>
        {title}
      </Link>
    ))}
  </nav>
)
