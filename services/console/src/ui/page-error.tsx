import type { ErrorComponentProps } from '@tanstack/react-router'
import { FaultNote } from './fault-note.tsx'

/** In place of a page that failed; the rest of the console works. */
export const PageError = ({ error, reset }: ErrorComponentProps) => (
  <div className="page">
    <FaultNote error={error} onRetry={reset} />
  </div>
)
