import { type ComponentType, lazy } from 'react'

/**
 * Views of a page that share a file, which is loaded when one of them is first shown, or earlier by `warm`: the page
 * opens with its first view, and few go further.
 */
export function viewsOnDemand<N extends string>(load: () => Promise<Readonly<Record<N, ComponentType>>>) {
  return {
    view: (name: N) => lazy(() => load().then((views) => ({ default: views[name] }))),
    /** What fails then fails again, and is said, when it is needed. */
    warm: () => void load().catch(() => undefined),
  }
}
