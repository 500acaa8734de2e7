import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { useLocation, useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { base } from '../app/base.ts'
import { addressOf, type View } from '../data/address.ts'

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'className'> {
  /** A page; `.` is the one that is open. */
  readonly to: string
  readonly search?: View
  /** Whether the rest of the view stays. */
  readonly keeps?: boolean
  readonly className?: string | undefined
}

/** A link within the console. Another page begins at its top. */
export const Link = (props: LinkProps) =>
  props.to === '.' || props.keeps ? <RelativeLink {...props} /> : <LinkTo {...props} />

/** Only what depends on the address is drawn again when the address changes: a page has many links. */
function RelativeLink({ to, search = {}, keeps = false, ...rest }: LinkProps) {
  const [path] = useLocation()
  const former = useSearch()
  const view = keeps ? { ...Object.fromEntries(new URLSearchParams(former)), ...search } : search
  return <LinkTo {...rest} to={to === '.' ? path : to} search={view} />
}

function LinkTo({ to, search = {}, keeps: _, onClick, children, ...rest }: LinkProps) {
  const href = base + addressOf(to, search)
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0) return
    // The browser opens another tab, another window, or saves.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (base + to !== location.pathname && scrollY > 0) scrollTo(0, 0)
    navigate(href)
  }
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  )
}
