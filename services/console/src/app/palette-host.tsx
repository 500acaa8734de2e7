import { lazy, Suspense, useEffect, useState } from 'react'
import type { Session } from '../data/session.ts'

const Palette = lazy(() => import('./palette.tsx'))
const opening = new EventTarget()

export const openPalette = (): void => void opening.dispatchEvent(new Event('open'))

/** Loads the palette when it is opened for the first time: by ⌘K, Ctrl-K or a button. */
export function PaletteHost({ session }: { readonly session: Session }) {
  const [isOpen, setOpen] = useState<boolean>()
  useEffect(() => {
    const open = () => setOpen(true)
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      open()
    }
    opening.addEventListener('open', open)
    document.addEventListener('keydown', onKey)
    return () => {
      opening.removeEventListener('open', open)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  if (isOpen === undefined) return null
  return (
    <Suspense>
      <Palette session={session} isOpen={isOpen} onOpenChange={setOpen} />
    </Suspense>
  )
}
