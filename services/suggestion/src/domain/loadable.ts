import type { Item } from '@inkling/contracts'
import { isAction } from './is-action.ts'
import { pathPatterns } from './path-patterns.ts'

type Described = { readonly id: string } & Pick<Item, 'attributes'>

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
  return (url: string, { attributes }: Described): boolean => {
    const says = attributes?.prefetch
    const isForeign = origin !== undefined && /^https?:/i.test(url) && URL.parse(url)?.origin !== origin
    return says !== false && !isForeign && !isExcluded(url) && (says === true || !isAction(url))
  }
}
