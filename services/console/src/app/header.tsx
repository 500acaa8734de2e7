import { Command, Menu, Moon, Sun, SunMoon } from 'lucide-react'
import type { Session } from '../data/session.ts'
import { onDemand } from './on-demand.tsx'
import { openPalette, PaletteHost } from './palette-host.tsx'
import { setTheme, type Theme, useTheme } from './theme.ts'

const Drawer = onDemand(() => import('./drawer.tsx'))
const Account = onDemand(() => import('./account-menu.tsx'))

interface HeaderProps {
  readonly session: Session
  readonly title: string
  readonly about: string
}

export const Header = ({ session, title, about }: HeaderProps) => (
  <header className="top">
    <Drawer session={session} className="icon-button only-narrow" label="Open the menu">
      <Menu />
    </Drawer>
    <div className="top-title">
      <h1>{title}</h1>
      <p>{about}</p>
    </div>
    <button type="button" className="go-to" onClick={openPalette}>
      <Command />
      <span>Go to…</span>
      <kbd>⌘K</kbd>
    </button>
    <ThemeSwitch />
    <Account session={session} className="account" label={`${session.tenantId}: account`}>
      <span className="account-tenant">{session.tenantId}</span>
    </Account>
    <PaletteHost session={session} />
  </header>
)

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const themeIcons = { system: SunMoon, light: Sun, dark: Moon }

function ThemeSwitch() {
  const theme = useTheme()
  const Icon = themeIcons[theme]
  const label = `Theme: ${theme}. Change to ${nextTheme[theme]}`
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => setTheme(nextTheme[theme])}
    >
      <Icon />
    </button>
  )
}
