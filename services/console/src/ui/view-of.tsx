import { type ComponentType, Suspense } from 'react'

interface ViewOfProps {
  readonly views: readonly { readonly id: string; readonly show: ComponentType }[]
  readonly shown: string
}

/** The view of a page that is shown, whose code may come later. */
export function ViewOf({ views, shown }: ViewOfProps) {
  const Shown = views.find(({ id }) => id === shown)?.show
  return <Suspense fallback={<div className="loading" aria-busy="true" />}>{Shown && <Shown />}</Suspense>
}
