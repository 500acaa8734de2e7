import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { ExportProps } from './export-menu.tsx'

const ExportMenu = lazy(() => import('./export-menu.tsx'))

/** Saves the rows that are shown, in their order. The menu is loaded when it is first opened. */
export function ExportButton<T>(props: ExportProps<T>) {
  const [isWanted, setWanted] = useState(false)
  const button = (
    <button
      type="button"
      className="button quiet-button"
      aria-label={`Export ${props.name}`}
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
    >
      <Download />
      <span>Export</span>
    </button>
  )
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <ExportMenu {...(props as ExportProps<unknown>)} />
    </Suspense>
  )
}
