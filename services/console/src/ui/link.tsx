import type { AnchorHTMLAttributes } from 'react'
import { useLocation, useSearch, Link as WouterLink } from 'wouter'
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
export function Link({ to, search = {}, keeps = false, onClick, ...rest }: LinkProps) {
  const [path] = useLocation()
  const former = useSearch()
  const view = keeps ? { ...Object.fromEntries(new URLSearchParams(former)), ...search } : search
  const follow: typeof onClick = (event) => {
    onClick?.(event)
    if (to !== '.' && to !== path) scrollTo(0, 0)
  }
  return <WouterLink {...rest} href={addressOf(to === '.' ? path : to, view)} onClick={follow} />
}
