import type { ReactNode } from 'react'

interface EmptyProps {
  readonly title: string
  /** What to do about it. */
  readonly children?: ReactNode
}

/** Says that there is nothing, and what to do. */
export const Empty = ({ title, children }: EmptyProps) => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    {children && <div className="quiet">{children}</div>}
  </div>
)
