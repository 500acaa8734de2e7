import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { FaultNote } from './fault-note.tsx'

interface PanelProps {
  readonly title: string
  /** A sentence under the title. */
  readonly note?: ReactNode
  /** Links and buttons beside the title. */
  readonly actions?: ReactNode
  readonly wide?: boolean
  readonly children: ReactNode
}

export function Panel({ title, note, actions, wide, children }: PanelProps) {
  const id = useId()
  return (
    <section className={wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
      <div className="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {note && <p className="quiet small">{note}</p>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

const placeholder = <div className="loading" aria-busy="true" />

interface AnswerOfProps<T> {
  readonly query: UseQueryResult<T>
  /** What stands in its place before. */
  readonly loading?: ReactNode
  readonly children: (answer: T) => ReactNode
}

/**
 * Shows an answer when it is there. If asking again fails, the former answer stays below what failed: each part of a
 * page fails by itself.
 */
export function AnswerOf<T>({ query: { data, error, refetch }, loading = placeholder, children }: AnswerOfProps<T>) {
  return (
    <>
      {error && <FaultNote error={error} onRetry={refetch} />}
      {data !== undefined && data !== null ? children(data) : !error && loading}
    </>
  )
}
