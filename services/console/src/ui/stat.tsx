import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'

interface StatProps {
  readonly label: string
  readonly value: ReactNode
  /** What it is compared with, or what it means. */
  readonly note?: ReactNode
  readonly tone?: Tone
  /** Drawn below: the newest value at the right. */
  readonly series?: readonly number[]
}

export const Stat = ({ label, value, note, tone = 'plain', series }: StatProps) => (
  <div className={`stat ${tone}`}>
    <p className="stat-label">{label}</p>
    <p className="stat-value">{value}</p>
    {note && <p className="stat-note">{note}</p>}
    {series && <Sparkline values={series} />}
  </div>
)

const width = 120
const height = 24

function Sparkline({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(...values, Number.EPSILON)
  const step = width / Math.max(values.length - 1, 1)
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)},${(height - 1 - (value / most) * (height - 3)).toFixed(1)}`,
  )
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {values.length > 1 && <polyline points={points.join(' ')} />}
    </svg>
  )
}
