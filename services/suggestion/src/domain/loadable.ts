import type { Item } from '@inkling/contracts'
import { isAction } from './is-action.ts'
import { pathPatterns } from './path-patterns.ts'

type Described = { readonly id: string } & Pick<Item, 'attributes' | 'url'>

interface LoadableOptions {
  /** Patterns of addresses, comma-separated. */
  readonly exclude: string | undefined
  readonly origin: string | undefined
}

/**
 * Returns whether a page may be loaded before the user opens it: it does not act, is not excluded, is of the origin,
 * and its item does not say `attributes.prefetch: false`. With `true` the item vouches that its page does not act.
 */
export function loadable({ exclude = '', origin }: LoadableOptions) {
  const isExcluded = pathPatterns(exclude)
  return (url: string, { attributes, url: ownUrl }: Described): boolean => {
    const says = attributes?.prefetch
    // Anyone can send an event on an id, so without an origin to compare, only the application's own addresses count.
    const isOfSite = origin === undefined ? ownUrl !== undefined : URL.parse(url)?.origin === origin
    const isForeign = /^https?:/i.test(url) && !isOfSite
    return says !== false && !isForeign && !isExcluded(url) && (says === true || !isAction(url))
  }
}
